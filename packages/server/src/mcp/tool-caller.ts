import type { AnyToolbox, CallOptions, Clock, StreamItem, ToolResult } from '@toolwright/core';
import type { Reply } from '../reply/reply.ts';
import { acceptedOf } from '../request/accept.ts';
import { openStream } from '../stream/stream-reply.ts';
import type { OpenedStream } from '../stream/stream-reply.ts';
import type { Conversations } from './earlier/conversations.ts';
import type { LogFeed } from './earlier/log-feed.ts';
import type { Carrier } from './method.ts';
import type { Answers } from '../questions/request-state.ts';
import type { RpcId } from './rpc-message.ts';
import { responseReply } from './rpc-reply.ts';
import type { Respond } from './rpc-reply.ts';
import type { McpTool } from './tool-catalogue.ts';
import { ToolRun } from './tool-run.ts';

/** One call of a tool, checked. */
export interface ToolCall {
  readonly tool: McpTool;
  readonly input: unknown;
  readonly options: CallOptions;
  readonly progressToken: RpcId | undefined;
  /** Whether it asks while its client waits, as earlier revisions do. */
  readonly asks: boolean;
  /** Tells the client what the call logs. */
  readonly logs: LogFeed | undefined;
}

/** Runs calls: answered at once in JSON, or with progress and questions on an event stream of their own. */
export class ToolCaller {
  readonly #toolbox: AnyToolbox;
  readonly #conversations: Conversations;
  readonly #clock: Clock;

  constructor(toolbox: AnyToolbox, conversations: Conversations, clock: Clock) {
    this.#toolbox = toolbox;
    this.#conversations = conversations;
    this.#clock = clock;
  }

  /** Never rejects. A client that goes away cancels its call. */
  call(carrier: Carrier, call: ToolCall, respond: Respond): Promise<Reply> {
    const { progressToken, logs } = call;
    const isFollowed = (progressToken !== undefined || logs !== undefined) && takesEvents(carrier);
    return isFollowed ? this.#followed(carrier, call, respond) : this.#alone(carrier, call, respond);
  }

  /** The response alone, unless the call asks while its client waits. */
  async #alone(carrier: Carrier, call: ToolCall, respond: Respond): Promise<Reply> {
    const result = await this.#result(call);
    if (!call.asks || !this.#conversations.canAsk(carrier, result)) return responseReply(respond(result));
    return this.#conversations.reply(carrier, {
      asks: true,
      respond,
      first: () => Promise.resolve(result),
      again: (answers) => this.#result(answered(call, answers)),
    });
  }

  async #followed(carrier: Carrier, call: ToolCall, respond: Respond): Promise<Reply> {
    const { asks, logs } = call;
    const run = new ToolRun(call.tool, call.progressToken);
    // What has been logged is told before the result, however soon that comes.
    const { ended, stream } =
      logs === undefined
        ? await openStream(this.#items(call), this.#clock)
        : { ended: undefined, stream: opened(this.#items(call)) };
    if (ended !== undefined && !(asks && this.#conversations.canAsk(carrier, ended)))
      return responseReply(respond(run.end(ended)));
    return this.#conversations.reply(carrier, {
      asks,
      respond,
      first: (send) => run.follow(stream, send),
      again: (answers, send) => run.follow(opened(this.#items(answered(call, answers))), send),
      logs,
    });
  }

  #result(call: ToolCall): Promise<ToolResult> {
    const { tool, input, options } = call;
    const { name, streaming } = tool.description;
    return streaming
      ? new ToolRun(tool, undefined).follow(opened(this.#items(call)), () => undefined)
      : this.#toolbox.dispatch(name, input, options);
  }

  #items({ tool, input, options }: ToolCall): AsyncGenerator<StreamItem, void, void> {
    return this.#toolbox.dispatchStream(tool.description.name, input, options);
  }
}

function answered(call: ToolCall, answers: Answers): ToolCall {
  return { ...call, options: { ...call.options, answers } };
}

function opened(items: AsyncGenerator<StreamItem, void, void>): OpenedStream {
  return { first: items.next(), rest: items };
}

function takesEvents(request: Carrier): boolean {
  return acceptedOf(request.headers['accept'], ['text/event-stream']) !== undefined;
}
