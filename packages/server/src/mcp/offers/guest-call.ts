import type { ErrorType, ResultError, ToolResult } from '@toolwright/core';
import type { Reply } from '../../reply/reply.ts';
import { sentence, unasked } from '../call-result.ts';
import { begin, denied, errorResponse, question, resultResponse, written } from '../exchange.ts';
import type { Exchange, Subject } from '../exchange.ts';
import type { Asked, Carrier, MethodParts } from '../method.ts';
import { rpcCodes } from '../protocol.ts';
import { errorReply, invalidParams } from '../rpc-reply.ts';
import type { RpcError } from '../rpc-reply.ts';
import { responseReply } from '../rpc-reply.ts';
import type { Response } from '../rpc-reply.ts';
import type { Guest } from './offers.ts';

/** A request that is answered by the call of a guest. */
export interface GuestCall extends Subject {
  readonly guest: Guest;
  /** The members of the result as JSON without braces, or an error. */
  write(data: unknown, exchange: Exchange): string | RpcError;
  /** Whether the call may ask. */
  readonly asks: boolean;
}

/** Answers a request with the call of a guest. A failure is an error of JSON-RPC, with the record that REST answers with. */
export async function callGuest(
  parts: MethodParts,
  request: Carrier,
  asked: Asked,
  call: GuestCall,
): Promise<Reply> {
  const begun = await begin(parts, request, asked, call);
  if (begun.kind === 'refused') return errorReply(asked.id, begun.error);
  if (begun.kind === 'declined') return errorReply(asked.id, declined);
  const { exchange } = begun;
  const { options } = exchange;
  const result = await call.guest(call.input, options);
  const respond = (of: ToolResult): Response =>
    written(parts, exchange, () => responseOf(parts, exchange, call, of));
  const asks = call.asks && call.era === 'earlier';
  if (!asks || !parts.conversations.canAsk(request, result)) return responseReply(respond(result));
  return parts.conversations.reply(request, {
    asks,
    respond,
    first: () => Promise.resolve(result),
    again: (answers) => call.guest(call.input, { ...options, answers }),
  });
}

function responseOf(parts: MethodParts, exchange: Exchange, call: GuestCall, result: ToolResult): Response {
  if (result.status === 'error')
    return denied(parts, exchange, result) ?? errorResponse(exchange.id, failed(result.error));
  if (result.status === 'input_required') {
    const asks = call.asks ? question(parts, exchange, result) : undefined;
    return asks ?? errorResponse(exchange.id, { ...declined, message: unasked(result.requests) });
  }
  const members = call.write(result.data, exchange);
  return typeof members === 'string'
    ? resultResponse(parts, exchange, members, result)
    : errorResponse(exchange.id, members);
}

const declined = invalidParams('The person did not agree to answer what was asked. Nothing was done.', 200);

// What the request can do better; everything else is the server's.
const askersTypes: readonly ErrorType[] = [
  'validation_error',
  'authentication_error',
  'permission_error',
  'not_found_error',
  'conflict_error',
  'cancelled_error',
];

function failed(error: ResultError): RpcError {
  return {
    code: askersTypes.includes(error.type) ? rpcCodes.invalidParams : rpcCodes.internalError,
    message: sentence(error),
    data: { 'toolwright/error': { ...error } },
    status: 200,
  };
}
