import type { JsonObject, ToolResult } from '@toolwright/core';
import { jsonTextReply } from '../reply/reply.ts';
import type { Reply } from '../reply/reply.ts';
import type { Era } from './paged-list.ts';
import { rpcCodes } from './protocol.ts';
import type { RpcId } from './rpc-message.ts';

/** Why a request is not answered with a result. */
export interface RpcError {
  readonly code: (typeof rpcCodes)[keyof typeof rpcCodes];
  readonly message: string;
  readonly data?: JsonObject;
  /** The status over HTTP. */
  readonly status: number;
}

/** The text of a response, and its status and headers where it goes alone. */
export interface Response {
  readonly status: number;
  readonly text: string;
  readonly headers?: readonly string[];
}

/** Says what the response to a call's result is. */
export type Respond = (result: ToolResult) => Response;

/** The text of a response whose result is JSON text already. */
export function resultText(id: RpcId, result: string): string {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`;
}

/** The reply that carries a result. */
export function resultReply(id: RpcId, result: string, headers?: readonly string[]): Reply {
  return jsonTextReply(200, resultText(id, result), headers);
}

/** The text of a response that is an error; without an id where the request's could not be read. */
export function errorText(id: RpcId | undefined, { code, message, data }: RpcError): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, data } });
}

/** The reply that carries an error. */
export function errorReply(id: RpcId | undefined, error: RpcError, headers?: readonly string[]): Reply {
  return jsonTextReply(error.status, errorText(id, error), headers);
}

/** The error of a method that is not served. */
export function methodNotFound(method: string, era: Era): RpcError {
  return {
    code: rpcCodes.methodNotFound,
    message: `Method not found: ${method.slice(0, 100)}`,
    // Earlier revisions answer every request they understood with 200.
    status: era === 'modern' ? 404 : 200,
  };
}

/** The error of a request whose parameters cannot be used. */
export function invalidParams(message: string, status: number): RpcError {
  return { code: rpcCodes.invalidParams, message, status };
}

/** The reply that is a response alone. */
export function responseReply({ status, text, headers }: Response): Reply {
  return jsonTextReply(status, text, headers);
}
