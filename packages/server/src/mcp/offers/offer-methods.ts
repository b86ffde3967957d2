import type { Method, MethodParts } from '../method.ts';
import type { Era } from '../paged-list.ts';
import { rpcCodes } from '../protocol.ts';
import { errorReply, invalidParams } from '../rpc-reply.ts';
import type { RpcError } from '../rpc-reply.ts';
import { isRecord } from '../rpc-message.ts';
import { callGuest } from './guest-call.ts';
import type { ReadInput } from './create-resource.ts';

const notKept = { ttlMs: 0, scope: 'private' };

/** `resources/read`, for clients of one era. */
export function readMethod(parts: MethodParts, era: Era): Method {
  return (request, asked) => {
    const { uri } = asked.params;
    if (typeof uri !== 'string')
      return errorReply(asked.id, invalidParams('"params.uri" must be a string', 400));
    const found = parts.offers.resource(uri);
    if (found === undefined) return errorReply(asked.id, notFound(uri, era));
    const { offer, variables, run } = found;
    const input: ReadInput = { uri, variables };
    return callGuest(parts, request, asked, {
      era,
      name: `resources/read ${offer.name}`,
      input,
      permissions: offer.permissions,
      guest: run,
      asks: true,
      write: (data, { isRetry }) => {
        if (data === undefined) return notFound(uri, era);
        const contents = `"contents":${JSON.stringify(data)}`;
        if (era === 'earlier') return contents;
        // What depends on answers is nobody's to keep.
        const { ttlMs, scope } = isRetry ? notKept : offer.cache;
        return `${contents},"ttlMs":${ttlMs},"cacheScope":"${scope}"`;
      },
    });
  };
}

/** `prompts/get`, for clients of one era. */
export function getMethod(parts: MethodParts, era: Era): Method {
  return (request, asked) => {
    const { name, arguments: input = {} } = asked.params;
    if (typeof name !== 'string' || !isRecord(input))
      return errorReply(
        asked.id,
        invalidParams('"params" must be {"name": "<prompt>", "arguments": {…}}', 400),
      );
    const found = parts.offers.prompt(name);
    if (found === undefined) return errorReply(asked.id, unknownPrompt(name));
    const { permissions, entry } = found.offer;
    return callGuest(parts, request, asked, {
      era,
      name: `prompts/get ${name}`,
      input,
      permissions,
      guest: found.run,
      asks: true,
      write: (messages) => JSON.stringify({ description: entry['description'], messages }).slice(1, -1),
    });
  };
}

/** The error of a prompt that is not there. */
export function unknownPrompt(name: string): RpcError {
  return invalidParams(`Unknown prompt: ${name.slice(0, 128)}`, 200);
}

/** The error of a resource that is not there: earlier revisions have a code of its own for it. */
export function notFound(uri: string, era: Era): RpcError {
  const code = era === 'modern' ? rpcCodes.invalidParams : rpcCodes.resourceNotFound;
  return { code, message: 'Resource not found', data: { uri }, status: 200 };
}
