import { emptyReply } from '../reply/reply.ts';
import type { Reply } from '../reply/reply.ts';
import type { Problem } from '../reply/problem.ts';
import { acceptedOf } from '../request/accept.ts';
import type { ServerRequest } from '../request/server-request.ts';
import type { McpMethods } from './mcp-methods.ts';
import { rpcCodes } from './protocol.ts';
import { checkRequest, isEarlier } from './request-check.ts';
import { readMessage } from './rpc-message.ts';
import type { RpcRequest } from './rpc-message.ts';
import { errorReply } from './rpc-reply.ts';
import type { RpcError } from './rpc-reply.ts';

/** The one address of the protocol: reads a message, checks what it says of itself, and hands it to its method. */
export class McpEndpoint {
  readonly #methods: McpMethods;

  constructor(methods: McpMethods) {
    this.#methods = methods;
  }

  async handle(request: ServerRequest): Promise<Reply> {
    if (acceptedOf(request.headers['accept'], forms) === undefined)
      return errorReply(undefined, notAcceptable);
    const body = await request.json();
    if (!body.ok) return errorReply(undefined, unreadable(body.problem), body.problem.headers);
    const message = readMessage(body.value);
    if ('fault' in message) return errorReply(message.id, invalidRequest(message.fault));
    // No notification asks anything of a server that keeps no sessions: leaving its stream is what cancels a call.
    if (message.id === undefined) return emptyReply(202);
    return this.#answer(request, { ...message, id: message.id });
  }

  #answer(
    request: ServerRequest,
    message: RpcRequest & { readonly id: string | number },
  ): Reply | Promise<Reply> {
    const era = isEarlier(message, request.headers) ? 'earlier' : 'modern';
    const refused = era === 'modern' ? checkRequest(message, request.headers) : undefined;
    if (refused !== undefined) return errorReply(message.id, refused);
    const method = this.#methods[era].get(message.method);
    if (method !== undefined) return method(request, message);
    return errorReply(message.id, {
      code: rpcCodes.methodNotFound,
      message: `Method not found: ${message.method.slice(0, 100)}`,
      // Earlier revisions answer every request they understood with 200.
      status: era === 'modern' ? 404 : 200,
    });
  }
}

const forms = ['application/json', 'text/event-stream'] as const;

const notAcceptable: RpcError = {
  code: rpcCodes.invalidRequest,
  message: `Accept ${forms.join(' and ')}`,
  status: 406,
};

function invalidRequest(message: string): RpcError {
  return { code: rpcCodes.invalidRequest, message, status: 400 };
}

function unreadable({ status, code, detail }: Problem): RpcError {
  const isSyntax = code === 'MALFORMED_JSON';
  return { code: isSyntax ? rpcCodes.parseError : rpcCodes.invalidRequest, message: detail, status };
}
