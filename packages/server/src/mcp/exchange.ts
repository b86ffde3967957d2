import type { CallOptions, ToolResult } from '@toolwright/core';
import type { Brought } from './asking.ts';
import type { Asked, Carrier, MethodParts } from './method.ts';
import type { Era } from './paged-list.ts';
import { metaKeys, rpcCodes } from './protocol.ts';
import type { Answers, StateOwner } from '../questions/request-state.ts';
import type { RpcId, RpcParams } from './rpc-message.ts';
import { errorText, resultText } from './rpc-reply.ts';
import type { RpcError } from './rpc-reply.ts';
import type { Response } from './rpc-reply.ts';
import { traceHeaders } from './trace-headers.ts';

/** A request that becomes a call, as its response must know it. */
export interface Exchange {
  readonly id: RpcId;
  readonly era: Era;
  readonly owner: StateOwner;
  /** What the caller must hold. */
  readonly permissions: readonly string[];
  readonly answers: Answers;
  readonly capabilities: RpcParams;
  /** Whether it brings what was asked before. */
  readonly isRetry: boolean;
  readonly options: CallOptions;
}

/** What a request is about: the name of the call, and its input. */
export interface Subject {
  readonly era: Era;
  readonly name: string;
  readonly input: unknown;
  readonly permissions: readonly string[];
}

/** How a request begins: with all that its call needs, or with its end. */
export type Begun =
  | { readonly kind: 'begun'; readonly exchange: Exchange }
  | Exclude<Brought, { kind: 'answers' }>;

/** Reads what a request brings of what was asked before, and makes the options of its call. */
export function begin(
  { asking }: MethodParts,
  request: Carrier,
  asked: Asked,
  subject: Subject,
): Begun | Promise<Begun> {
  const { era, name, input } = subject;
  const owner = { tool: name, input, principal: request.principal };
  const brought = asking.read(era === 'modern' ? asked.params : {}, owner);
  const begun = (read: Brought): Begun =>
    read.kind === 'answers'
      ? { kind: 'begun', exchange: exchangeOf(request, asked, subject, { owner, answers: read.answers }) }
      : read;
  return brought instanceof Promise ? brought.then(begun) : begun(brought);
}

function exchangeOf(
  request: Carrier,
  { id, params }: Asked,
  { era, permissions }: Subject,
  { owner, answers }: Pick<Exchange, 'owner' | 'answers'>,
): Exchange {
  const meta = (params['_meta'] ?? {}) as RpcParams;
  const capabilities = (meta[metaKeys.clientCapabilities] ?? {}) as RpcParams;
  const isRetry = params['inputResponses'] !== undefined || params['requestState'] !== undefined;
  const headers = traceHeaders(meta, request.headers);
  const shared = request.callOptions();
  const traced = headers === request.headers ? shared : { ...shared, headers };
  // Rails keep a call that brings answers apart: one that brings none is as good as over REST.
  const options = Object.keys(answers).length > 0 ? { ...traced, answers } : traced;
  return { id, era, owner, permissions, answers, capabilities, isRetry, options };
}

/** The refusal of a caller who lacks a permission, where a transport tells of it; `undefined`: the result does. */
export function denied(
  { authorization }: MethodParts,
  { id, owner, permissions }: Exchange,
  result: ToolResult,
): Response | undefined {
  const denial = authorization?.denialOf({ name: owner.tool, permissions }, owner.principal, result);
  return denial && { ...errorResponse(id, denial.error), headers: denial.headers };
}

/** The response that asks what the call asked; `undefined`: it asked nothing, or nothing that can be asked here. */
export function question(parts: MethodParts, exchange: Exchange, result: ToolResult): Response | undefined {
  if (result.status !== 'input_required' || exchange.era !== 'modern') return undefined;
  const asked = parts.asking.ask(result.requests, exchange.capabilities, exchange);
  if (asked === undefined) return undefined;
  if (asked.kind === 'refused') return errorResponse(exchange.id, asked.error);
  const members = JSON.stringify({ resultType: 'input_required', ...asked.members }).slice(1, -1);
  const text = resultText(exchange.id, `{${members},${metaOf(parts, exchange.era, result)}}`);
  return { status: 200, text };
}

/** The response that is a result, of its members as JSON without braces. */
export function resultResponse(
  parts: MethodParts,
  { id, era }: Pick<Exchange, 'id' | 'era'>,
  members: string,
  result?: ToolResult,
): Response {
  const kind = era === 'modern' ? '"resultType":"complete",' : '';
  return { status: 200, text: resultText(id, `{${kind}${members},${metaOf(parts, era, result)}}`) };
}

export function errorResponse(id: RpcId, error: RpcError): Response {
  return { status: error.status, text: errorText(id, error) };
}

/** Writes a response. A result that cannot be written is the defect of who made it: it becomes an error. */
export function written(
  { logger }: MethodParts,
  { id, era, owner }: Exchange,
  write: () => Response,
): Response {
  try {
    return write();
  } catch (error) {
    logger.error('The result of a call cannot be written as JSON', { tool: owner.tool, era, error });
    const message = `The result of "${owner.tool}" could not be written. The cause is in the log of the service.`;
    return errorResponse(id, { code: rpcCodes.internalError, message, status: 500 });
  }
}

/** The member `_meta` as JSON: who answers, which call it was, and a failure as the record that REST answers with. */
function metaOf({ signature }: MethodParts, era: Era, result?: ToolResult): string {
  const modern = era === 'modern';
  if (result === undefined) return `"_meta":{${modern ? signature : ''}}`;
  const call = `"toolwright/call":${JSON.stringify(result.metadata)}`;
  const error = result.status === 'error' ? `,"toolwright/error":${JSON.stringify(result.error)}` : '';
  return `"_meta":{${modern ? `${signature},` : ''}${call}${error}}`;
}
