import type { Principal } from '@toolwright/core';
import { emptyReply } from '../reply/reply.ts';
import type { Reply } from '../reply/reply.ts';
import type { Problem } from '../reply/problem.ts';
import { acceptedOf } from '../request/accept.ts';
import type { ServerRequest } from '../request/server-request.ts';
import { mcpMethods } from './mcp-methods.ts';
import { extensionNames } from './extensions.ts';
import type { McpMethods } from './mcp-methods.ts';
import type { Carrier, MethodParts } from './method.ts';
import { rpcCodes } from './protocol.ts';
import { checkRequest, isEarlier, namesEarlier, namesOfRequests } from './request-check.ts';
import type { HeaderFields } from './request-check.ts';
import { readMessage, readResponse } from './rpc-message.ts';
import type { RpcId, RpcRequest, RpcResponse } from './rpc-message.ts';
import { errorReply, methodNotFound } from './rpc-reply.ts';
import type { RpcError } from './rpc-reply.ts';
import type { Era } from './paged-list.ts';

/** A request that is to be answered. */
export type IdentifiedRequest = RpcRequest & { readonly id: RpcId };

/** The one address of the protocol: reads a message, checks what it says of itself, and hands it to its method. */
export class McpEndpoint {
  readonly #methods: McpMethods;
  readonly #names: ReadonlyMap<string, string>;
  readonly #parts: MethodParts;

  constructor(parts: MethodParts) {
    this.#methods = mcpMethods(parts);
    this.#names = new Map([...namesOfRequests, ...extensionNames(parts.extensions)]);
    this.#parts = parts;
  }

  async handle(request: ServerRequest): Promise<Reply> {
    const accept = request.headers['accept'];
    if (accept !== usualAccept && acceptedOf(accept, forms) === undefined)
      return errorReply(undefined, notAcceptable);
    const body = await request.json();
    if (!body.ok) return errorReply(undefined, unreadable(body.problem), body.problem.headers);
    const response = readResponse(body.value);
    if (response !== undefined) return this.#taken(request, response);
    const message = readMessage(body.value);
    if ('fault' in message) return errorReply(message.id, invalidRequest(message.fault));
    // No notification asks anything: leaving its stream is what cancels a call.
    if (message.id === undefined) return emptyReply(202);
    const { headers } = request;
    const era = isEarlier(message, headers) ? 'earlier' : 'modern';
    // Awaited here, the answer is handed on two turns earlier.
    return await this.answer(request, message as IdentifiedRequest, { era, headers });
  }

  /** The stream of changes for a session of an earlier revision. */
  listen(request: ServerRequest): Reply {
    return this.#parts.sessions!.open(request);
  }

  /** Takes a response to what was asked of a client of an earlier revision; answers whether it is one. */
  take(response: RpcResponse, principal: Principal | undefined): boolean {
    return this.#parts.conversations.take(response, principal);
  }

  /** A response, of a client whose revision has requests of ours. */
  #taken({ headers, principal }: ServerRequest, response: RpcResponse): Reply {
    return namesEarlier(headers) && this.take(response, principal)
      ? emptyReply(202)
      : errorReply(response.id, invalidRequest('This response answers nothing that was asked'));
  }

  /** Answers a request that has been read; `headers` are those that repeat what it says, where the transport has any. */
  answer(
    carrier: Carrier,
    message: IdentifiedRequest,
    { era, headers }: { readonly era: Era; readonly headers?: HeaderFields },
  ): Reply | Promise<Reply> {
    const { id, params } = message;
    const refused = era === 'modern' ? checkRequest(message, headers, this.#names) : undefined;
    if (refused !== undefined) return errorReply(id, refused);
    const method = this.#methods[era].get(message.method);
    if (method !== undefined) return method(carrier, { id, params, mirrored: headers !== undefined });
    return errorReply(id, methodNotFound(message.method, era));
  }
}

const forms = ['application/json', 'text/event-stream'] as const;
// As the specification has it, so that most requests need no look at what it means.
const usualAccept = forms.join(', ');

const notAcceptable: RpcError = {
  code: rpcCodes.invalidRequest,
  message: `Accept ${forms.join(' and ')}`,
  status: 406,
};

/** The error of what is no request. */
export function invalidRequest(message: string): RpcError {
  return { code: rpcCodes.invalidRequest, message, status: 400 };
}

/** The error of a message that cannot be read. */
export function unreadable({ status, code, detail }: Problem): RpcError {
  const isSyntax = code === 'MALFORMED_JSON';
  return { code: isSyntax ? rpcCodes.parseError : rpcCodes.invalidRequest, message: detail, status };
}
