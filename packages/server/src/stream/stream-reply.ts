import type { Clock, StreamItem, ToolResult } from '@toolwright/core';
import type { Reply, ReplySink } from '../reply/reply.ts';
import { Heartbeat } from './heartbeat.ts';
import type { StreamFormat } from './stream-format.ts';

/** How streams are kept alive. */
export interface StreamSettings {
  readonly clock: Clock;
  /** The longest silence before a sign of life is sent. */
  readonly heartbeatMs: number;
}

/** A stream whose first item may be here already. */
export interface OpenedStream {
  readonly first: Promise<IteratorResult<StreamItem, void>>;
  readonly rest: AsyncGenerator<StreamItem, void, void>;
}

// What fails faster than this is told by its status; what fails later, in the stream.
const openingMs = 1_000;

/** Starts a stream; `ended` is what it came to when it ended at once, before anything was said. */
export async function openStream(
  items: AsyncGenerator<StreamItem, void, void>,
  clock: Clock,
): Promise<{ readonly ended: ToolResult | undefined; readonly stream: OpenedStream }> {
  const first = items.next();
  let cancel: (() => void) | undefined;
  const waited = new Promise<undefined>((resolve) => {
    cancel = clock.after(openingMs, () => resolve(undefined));
  });
  const early = await Promise.race([first, waited]);
  cancel?.();
  const item = early?.value;
  return { ended: item?.type === 'result' ? item.result : undefined, stream: { first, rest: items } };
}

/** A reply that writes the items of a stream as they come, no faster than the client reads. */
export function streamReply(format: StreamFormat, stream: OpenedStream, settings: StreamSettings): Reply {
  return {
    status: 200,
    // The last one asks proxies not to gather what should arrive at once.
    headers: ['content-type', format.contentType, 'x-accel-buffering', 'no'],
    body: (sink) => writeItems(format, stream, { sink, settings }),
  };
}

async function writeItems(
  format: StreamFormat,
  stream: OpenedStream,
  { sink, settings }: { readonly sink: ReplySink; readonly settings: StreamSettings },
): Promise<void> {
  const heart = new Heartbeat(sink, format.heartbeat, settings);
  heart.listen();
  try {
    for (let step = await stream.first; !step.done; step = await stream.rest.next()) {
      heart.rest();
      const room = sink.write(format.item(step.value));
      if (room !== undefined) await room;
      heart.listen();
    }
  } finally {
    heart.rest();
    // Leaving a stream that goes on cancels its call.
    await stream.rest.return();
  }
}
