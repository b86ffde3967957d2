import { failure } from '@toolwright/core';
import type { StreamItem, ToolResult } from '@toolwright/core';
import type { OpenedStream } from '../stream/stream-reply.ts';
import type { SendMessage } from './message-reply.ts';
import type { RpcId } from './rpc-message.ts';
import type { McpTool } from './tool-catalogue.ts';

// A model reads a result as a whole; what is longer is read as a stream, over REST.
const mostChunks = 10_000;

/** Follows the items of one call: what to tell the client on the way, and what came of it. */
export class ToolRun {
  readonly #tool: McpTool;
  readonly #token: RpcId | undefined;
  readonly #chunks: unknown[] = [];
  #completed = -Infinity;
  #result: ToolResult | undefined;

  constructor(tool: McpTool, progressToken: RpcId | undefined) {
    this.#tool = tool;
    this.#token = progressToken;
  }

  /** Follows a call, anew or again, to what it comes to. Leaving a call that goes on cancels it. */
  async follow({ first, rest }: OpenedStream, send: SendMessage): Promise<ToolResult> {
    this.#result = undefined;
    this.#chunks.length = 0;
    try {
      for (let step = await first; !step.done; step = await rest.next()) {
        const note = this.#take(step.value);
        if (this.#result !== undefined) return this.#result;
        if (note !== undefined) await send(note);
      }
    } finally {
      await rest.return();
    }
    throw new TypeError('A stream of a toolbox ends with a result');
  }

  /** Takes the next item; the text of the notification to send for it, if there is one. */
  #take(item: StreamItem): string | undefined {
    if (item.type === 'progress') return this.#notification(item);
    if (item.type === 'result') this.end(item.result);
    else if (this.#chunks.push(item.data) > mostChunks) this.#result = this.#tooLong();
    return undefined;
  }

  /** Takes the result. A stream that returns nothing at its end has its chunks for a result. */
  end(result: ToolResult): ToolResult {
    const { streaming, outputSchema } = this.#tool.description;
    const isSilent = result.status === 'success' && result.data === undefined;
    const isGathered = isSilent && streaming && outputSchema === undefined;
    this.#result = isGathered ? { ...result, data: this.#chunks } : result;
    return this.#result;
  }

  #tooLong(): ToolResult {
    const { name, version } = this.#tool.description;
    const message = `The stream of "${name}" has more than ${mostChunks} chunks; ask for less, or read it over REST`;
    const { cause: _none, ...error } = failure('EXECUTION_FAILED', message);
    return { status: 'error', error, metadata: { callId: '', tool: name, version } };
  }

  /** Progress goes up, or is not told. */
  #notification({
    completed,
    total,
    message,
  }: Extract<StreamItem, { type: 'progress' }>): string | undefined {
    if (this.#token === undefined || completed <= this.#completed) return undefined;
    this.#completed = completed;
    const params = { progressToken: this.#token, progress: completed, total, message };
    return JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params });
  }
}
