import type { ReplyWriter } from '../reply/reply.ts';

/** The text that a reply writes, as bytes; the reply goes on only when they are read. `leave` hears a reader that goes. */
export function streamOfReply(write: ReplyWriter, leave: () => void): ReadableStream<Uint8Array> {
  const left = new AbortController();
  const encoder = new TextEncoder();
  let wanted: (() => void) | undefined;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const sink = {
        signal: left.signal,
        write(text: string): Promise<void> | undefined {
          if (left.signal.aborted) return Promise.reject(new Error('The reader has left'));
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) > 0) return undefined;
          return new Promise((resolve) => (wanted = resolve));
        },
      };
      write(sink).then(
        () => !left.signal.aborted && controller.close(),
        (error: unknown) => !left.signal.aborted && controller.error(error),
      );
    },
    pull() {
      wanted?.();
      wanted = undefined;
    },
    cancel() {
      left.abort();
      leave();
      wanted?.();
    },
  });
}
