import type { CallOptions, Logger, Principal } from '@toolwright/core';
import type { IdentifiedRequest, McpEndpoint } from '../mcp/mcp-endpoint.ts';
import { invalidRequest, unreadable } from '../mcp/mcp-endpoint.ts';
import type { MessageReply } from '../mcp/message-reply.ts';
import type { Carrier } from '../mcp/method.ts';
import { earlierRevisions, metaKeys, rpcCodes } from '../mcp/protocol.ts';
import { isRecord, readMessage, readResponse } from '../mcp/rpc-message.ts';
import type { RpcId, RpcRequest, RpcResponse } from '../mcp/rpc-message.ts';
import { errorText } from '../mcp/rpc-reply.ts';
import type { RpcError } from '../mcp/rpc-reply.ts';
import type { Era } from '../mcp/paged-list.ts';
import type { Reply } from '../reply/reply.ts';
import { parseJson } from '../request/read-json.ts';
import type { Line } from './line-reader.ts';
import type { LineWriter } from './line-writer.ts';
import type { StdioLimits } from './stdio-limits.ts';

/** What a session answers from. */
export interface SessionParts {
  readonly endpoint: McpEndpoint;
  readonly writer: LineWriter;
  readonly limits: StdioLimits;
  readonly principal: Principal | undefined;
  readonly logger: Logger;
}

const left = new Error('The client cancelled the request');

/** One client at the other end of two streams: the requests of it that are under way, and what ends them. */
export class StdioSession {
  readonly #parts: SessionParts;
  readonly #underWay = new Map<RpcId, AbortController>();
  #handshaken = false;
  /** What the client was told at `initialize`, where it can be asked. */
  #session: string | undefined;
  #idle: (() => void) | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** Takes a line; the answer comes when there is one. */
  take(line: Line): void {
    const { limits } = this.#parts;
    if (line === undefined)
      return this.#refuse(
        undefined,
        invalidRequest(`A message has at most ${limits.lineBytes} bytes; send less`),
      );
    if (isBlank(line)) return;
    const body = parseJson(line, limits.jsonDepth);
    if (!body.ok) return this.#refuse(undefined, unreadable(body.problem));
    const response = readResponse(body.value);
    if (response !== undefined) return this.#responded(response);
    const message = readMessage(body.value);
    if ('fault' in message) return this.#refuse(message.id, invalidRequest(message.fault));
    const { id } = message;
    if (id === undefined) return this.#notified(message);
    const refused = this.#refusal(id);
    if (refused !== undefined) return this.#refuse(id, refused);
    void this.#answer({ ...message, id });
  }

  /** Resolves once nothing is under way. */
  idle(): Promise<void> {
    return this.#underWay.size === 0 ? Promise.resolve() : new Promise((resolve) => (this.#idle = resolve));
  }

  /** Cancels what is under way; answers how much that was. */
  cut(): number {
    const cut = this.#underWay.size;
    for (const controller of this.#underWay.values()) controller.abort(left);
    return cut;
  }

  async #answer(message: IdentifiedRequest): Promise<void> {
    const { endpoint, logger } = this.#parts;
    const { id, method } = message;
    const controller = new AbortController();
    this.#underWay.set(id, controller);
    try {
      const era = this.#eraOf(message);
      const reply = await endpoint.answer(this.#carrier(controller.signal), message, { era });
      if (method === 'initialize') this.#session = sessionIn(reply);
      await this.#send(reply, controller.signal);
    } catch (error) {
      logger.error('A request failed unexpectedly', { method, error });
      if (!controller.signal.aborted) this.#refuse(id, failed);
    } finally {
      this.#underWay.delete(id);
      if (this.#underWay.size === 0) this.#idle?.();
    }
  }

  /** The client has declared the end of its interest where `signal` is aborted: nothing more is said. */
  async #send(reply: Reply, signal: AbortSignal): Promise<void> {
    const { writer } = this.#parts;
    const send = (text: string): Promise<void> | undefined =>
      signal.aborted ? undefined : writer.write(text);
    if ('messages' in reply) await (reply as MessageReply).messages(send);
    else if (typeof reply.body === 'string') await send(reply.body);
  }

  #carrier(signal: AbortSignal): Carrier {
    const { principal } = this.#parts;
    const session = this.#session;
    const headers: Readonly<Record<string, string>> =
      session === undefined ? {} : { 'mcp-session-id': session };
    return { principal, headers, signal, callOptions: (): CallOptions => ({ principal, headers, signal }) };
  }

  /** A client that has begun with `initialize` is served as it asked then, unless a request says otherwise. */
  #eraOf({ method, params }: RpcRequest): Era {
    const meta = params['_meta'];
    const named = isRecord(meta) ? meta[metaKeys.protocolVersion] : undefined;
    if (named !== undefined)
      return typeof named === 'string' && earlierRevisions.includes(named) ? 'earlier' : 'modern';
    if (method === 'initialize') this.#handshaken = true;
    return this.#handshaken || method === 'ping' ? 'earlier' : 'modern';
  }

  #responded(response: RpcResponse): void {
    const { endpoint, principal, logger } = this.#parts;
    if (!endpoint.take(response, principal)) logger.debug('A response answers nothing', { id: response.id });
  }

  #notified({ method, params: { requestId, reason } }: RpcRequest): void {
    if (method !== 'notifications/cancelled') return;
    this.#parts.logger.debug('The client cancels a request', { requestId, reason });
    this.#underWay.get(requestId as RpcId)?.abort(left);
  }

  #refusal(id: RpcId): RpcError | undefined {
    if (this.#underWay.has(id)) return invalidRequest('A request with this "id" is under way; use another');
    const { requests } = this.#parts.limits;
    if (this.#underWay.size < requests) return undefined;
    const message = `${requests} requests are under way, and no more are taken; wait for one to end`;
    return { code: rpcCodes.internalError, message, status: 503 };
  }

  #refuse(id: RpcId | undefined, error: RpcError): void {
    void this.#parts.writer.write(errorText(id, error));
  }
}

function sessionIn({ headers }: Reply): string | undefined {
  const at = headers.indexOf('mcp-session-id');
  return at === -1 ? undefined : headers[at + 1];
}

const failed: RpcError = {
  code: rpcCodes.internalError,
  message: 'The request failed. The cause is in the log of the service.',
  status: 500,
};

/** Ends of lines are all that clients write between messages. */
function isBlank(line: Uint8Array): boolean {
  return line.length === 0 || (line.length === 1 && line[0] === 13);
}
