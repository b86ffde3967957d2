import { AssertionError } from 'node:assert';
import { realDelay } from './real-time.ts';

/** Settles as the work does, or rejects when it seems to hang: after so much real time a promise is named lost. */
export async function noHang<T>(longestMs: number, work: () => Promise<T>): Promise<T> {
  const done = new AbortController();
  const hang = realDelay(longestMs, done.signal).then(() => {
    throw new AssertionError({
      message: `Nothing happened for ${longestMs} ms of real time: a promise hangs`,
    });
  });
  hang.catch(() => undefined);
  try {
    return await Promise.race([work(), hang]);
  } finally {
    done.abort();
  }
}
