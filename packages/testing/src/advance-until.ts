import { noHang } from './no-hang.ts';

// After so much real time, work that has not settled never will.
const hangMs = 10_000;

/** Steps until the work has settled, and settles as it does; rejects when it hangs. */
export async function advanceUntil<T>(
  work: Promise<T>,
  step: () => Promise<void>,
  longestMs: number = hangMs,
): Promise<T> {
  const state = { over: false };
  const end = (): void => void (state.over = true);
  work.then(end, end);
  const stepping = async (): Promise<T> => {
    while (!state.over) await step();
    return work;
  };
  try {
    return await noHang(longestMs, stepping);
  } finally {
    end();
  }
}
