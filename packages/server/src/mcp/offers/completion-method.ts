import { resultResponse } from '../exchange.ts';
import type { Method, MethodParts } from '../method.ts';
import type { Era } from '../paged-list.ts';
import { isRecord } from '../rpc-message.ts';
import type { RpcParams } from '../rpc-message.ts';
import { errorReply, invalidParams } from '../rpc-reply.ts';
import type { RpcError } from '../rpc-reply.ts';
import { responseReply } from '../rpc-reply.ts';
import type { CompletionInput } from './completion.ts';
import { callGuest } from './guest-call.ts';
import { notFound, unknownPrompt } from './offer-methods.ts';
import type { Guest } from './offers.ts';

// What the protocol lets one answer have.
const mostValues = 100;

/** `completion/complete`, for clients of one era. */
export function completeMethod(parts: MethodParts, era: Era): Method {
  return (request, asked) => {
    const wanted = read(parts, asked.params, era);
    if ('code' in wanted) return errorReply(asked.id, wanted);
    const { guest, permissions, input } = wanted;
    if (guest === undefined)
      return responseReply(resultResponse(parts, { id: asked.id, era }, completion([])));
    return callGuest(parts, request, asked, {
      era,
      name: 'completion/complete',
      input,
      permissions,
      guest,
      asks: false,
      write: (data) => completion(data as readonly string[]),
    });
  };
}

function completion(all: readonly string[]): string {
  const total = all.length;
  return `"completion":${JSON.stringify({ values: all.slice(0, mostValues), total, hasMore: total > mostValues })}`;
}

interface Wanted {
  readonly guest: Guest | undefined;
  readonly permissions: readonly string[];
  readonly input: CompletionInput;
}

function read(parts: MethodParts, { ref, argument, context = {} }: RpcParams, era: Era): Wanted | RpcError {
  if (!isRecord(ref) || !isRecord(argument) || !isRecord(context)) return malformed;
  const { name, value } = argument;
  const { arguments: others = {} } = context;
  if (typeof name !== 'string' || typeof value !== 'string' || !isRecord(others)) return malformed;
  const found = referenced(parts, ref, era);
  if ('code' in found) return found;
  if (!found.names.includes(name))
    return invalidParams(
      `There is no argument "${name.slice(0, 128)}"; there are ${found.names.join(', ')}`,
      200,
    );
  const { guest, permissions } = found;
  return { guest, permissions, input: { name, value, arguments: others } };
}

interface Referenced {
  readonly guest: Guest | undefined;
  readonly permissions: readonly string[];
  /** What can be completed. */
  readonly names: readonly string[];
}

function referenced({ offers }: MethodParts, ref: RpcParams, era: Era): Referenced | RpcError {
  const { type, name, uri } = ref;
  if (type === 'ref/prompt' && typeof name === 'string') {
    const prompt = offers.prompt(name);
    if (prompt === undefined) return unknownPrompt(name);
    const { permissions } = prompt.offer;
    return { guest: prompt.complete, permissions, names: prompt.offer.argumentNames };
  }
  if (type !== 'ref/resource' || typeof uri !== 'string') return malformed;
  const resource = offers.referenced(uri);
  if (resource === undefined) return notFound(uri, era);
  const { permissions } = resource.offer;
  return { guest: resource.complete, permissions, names: resource.offer.template?.variables ?? [] };
}

const malformed = invalidParams(
  '"params" must be {"ref": {"type": "ref/prompt", "name": …} or {"type": "ref/resource", "uri": …}, "argument": {"name": …, "value": …}}',
  400,
);
