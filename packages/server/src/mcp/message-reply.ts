import type { Reply, ReplySink } from '../reply/reply.ts';
import { Heartbeat } from '../stream/heartbeat.ts';
import type { StreamSettings } from '../stream/stream-reply.ts';

/** Hands one message to the client; the promise, where there is one, resolves once it has taken enough of them. */
export type SendMessage = (text: string) => Promise<void> | undefined;

/** Sends what belongs to one request, its response last. */
export type SendMessages = (send: SendMessage) => Promise<void>;

/** A reply of several messages. Over HTTP they are events; what else carries messages sends them as they are. */
export interface MessageReply extends Reply {
  readonly messages: SendMessages;
}

/** A reply that sends messages as they come, no faster than the client takes them. */
export function messageReply(messages: SendMessages, settings: StreamSettings): MessageReply {
  return {
    status: 200,
    // The last one asks proxies not to gather what should arrive at once.
    headers: ['content-type', 'text/event-stream', 'x-accel-buffering', 'no'],
    body: (sink) => asEvents(sink, messages, settings),
    messages,
  };
}

async function asEvents(sink: ReplySink, messages: SendMessages, settings: StreamSettings): Promise<void> {
  const heart = new Heartbeat(sink, ': still here\n\n', settings);
  heart.listen();
  try {
    await messages(async (text) => {
      heart.rest();
      await sink.write(`event: message\ndata: ${text}\n\n`);
      heart.listen();
    });
  } finally {
    heart.rest();
  }
}
