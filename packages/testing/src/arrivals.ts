import { realDelay } from './real-time.ts';

/** What has arrived at a fixture, and a way to wait for more. */
export interface Arrivals<T> {
  add(arrival: T): void;
  readonly all: () => readonly T[];
  /** Resolves once that many have arrived; rejects when they have not within 10 s of real time. */
  readonly reach: (count: number) => Promise<readonly T[]>;
}

// What stands outside the test keeps its own time; after so much of it, nothing more is to be expected.
const patienceMs = 10_000;

/** Makes an empty list; `what` names its members in the plural. */
export function createArrivals<T>(what: string, longestMs: number = patienceMs): Arrivals<T> {
  const arrived: T[] = [];
  const waiting = new Set<() => void>();
  return {
    add(arrival) {
      arrived.push(arrival);
      for (const look of waiting) look();
    },
    all: () => [...arrived],
    async reach(count) {
      const given = new AbortController();
      const look = (): void => {
        if (arrived.length >= count) given.abort();
      };
      waiting.add(look);
      look();
      try {
        await realDelay(longestMs, given.signal);
        throw new Error(`${arrived.length} ${what} arrived within ${longestMs} ms, not ${count}`);
      } catch (error) {
        if (!given.signal.aborted) throw error;
        return [...arrived];
      } finally {
        waiting.delete(look);
      }
    },
  };
}
