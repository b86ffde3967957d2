import type { AnyToolbox, CallOptions, StreamItem, ToolResult } from '@toolwright/core';
import { jsonTextReply } from '../reply/reply.ts';
import type { Reply } from '../reply/reply.ts';
import { acceptedOf } from '../request/accept.ts';
import { openStream } from '../stream/stream-reply.ts';
import type { OpenedStream, StreamSettings } from '../stream/stream-reply.ts';
import { messageReply } from './message-reply.ts';
import type { SendMessage } from './message-reply.ts';
import type { Carrier } from './method.ts';
import type { RpcId } from './rpc-message.ts';
import type { McpTool } from './tool-catalogue.ts';
import { ToolRun } from './tool-run.ts';

/** One call of a tool, checked. */
export interface ToolCall {
  readonly tool: McpTool;
  readonly input: unknown;
  readonly options: CallOptions;
  readonly progressToken: RpcId | undefined;
}

/** The text of a response, and its status and headers where it goes alone. */
export interface Response {
  readonly status: number;
  readonly text: string;
  readonly headers?: readonly string[];
}

/** Says what the response to a call's result is. */
export type Respond = (result: ToolResult) => Response;

/** Runs calls: answered at once in JSON, or with progress on an event stream of their own. */
export class ToolCaller {
  readonly #toolbox: AnyToolbox;
  readonly #settings: StreamSettings;

  constructor(toolbox: AnyToolbox, settings: StreamSettings) {
    this.#toolbox = toolbox;
    this.#settings = settings;
  }

  /** Never rejects. A client that goes away cancels its call. */
  async call(request: Carrier, call: ToolCall, respond: Respond): Promise<Reply> {
    const { tool, input, options, progressToken } = call;
    const { name, streaming } = tool.description;
    const isFollowed = progressToken !== undefined && takesEvents(request);
    if (!streaming && !isFollowed)
      return responseReply(respond(await this.#toolbox.dispatch(name, input, options)));
    const items = this.#toolbox.dispatchStream(name, input, options);
    const run = new ToolRun(tool, isFollowed ? progressToken : undefined);
    if (!isFollowed) return responseReply(respond(await drained(items, run)));
    const { ended, stream } = await openStream(items, this.#settings.clock);
    if (ended !== undefined) return responseReply(respond(run.end(ended)));
    return messageReply((send) => sendRun(send, stream, { run, respond }), this.#settings);
  }
}

async function sendRun(
  send: SendMessage,
  stream: OpenedStream,
  { run, respond }: { readonly run: ToolRun; readonly respond: Respond },
): Promise<void> {
  try {
    for (let step = await stream.first; !step.done; step = await stream.rest.next()) {
      const note = run.take(step.value);
      const { result } = run;
      const text = result === undefined ? note : respond(result).text;
      if (text !== undefined) await send(text);
      if (result !== undefined) return;
    }
  } finally {
    // Leaving a call that goes on cancels it.
    await stream.rest.return();
  }
}

async function drained(items: AsyncGenerator<StreamItem, void, void>, run: ToolRun): Promise<ToolResult> {
  for await (const item of items) {
    run.take(item);
    if (run.result !== undefined) return run.result;
  }
  throw new TypeError('A stream of a toolbox ends with a result');
}

function takesEvents(request: Carrier): boolean {
  return acceptedOf(request.headers['accept'], ['text/event-stream']) !== undefined;
}

/** The reply that is a response alone. */
export function responseReply({ status, text, headers }: Response): Reply {
  return jsonTextReply(status, text, headers);
}
