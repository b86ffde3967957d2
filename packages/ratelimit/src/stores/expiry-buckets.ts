import type { Clock } from '@toolwright/core';

/** Something that can be due. */
export interface Expiring {
  /** The bucket that holds it; only {@link createExpiryBuckets} writes it. */
  bucket: Set<Expiring> | undefined;
}

/** Visits things when they are due, with one timer for all of them, armed only while there are any. */
export interface ExpiryBuckets<Item extends Expiring> {
  /** Has the item visited `dueInMs` from now, or up to a quarter of that (at least a second) later. */
  add(item: Item, dueInMs: number): void;
  remove(item: Item): void;
  [Symbol.dispose](): void;
}

const finestMs = 1_000;
const mostVisitsPerTurn = 10_000;

/**
 * Makes buckets whose width grows with the time ahead, so that windows of months need no more buckets than windows of
 * seconds. `visit` answers in how many milliseconds the item is due again, or 0: it is gone.
 */
export function createExpiryBuckets<Item extends Expiring>(
  clock: Clock,
  visit: (item: Item) => number,
): ExpiryBuckets<Item> {
  const buckets = new Map<number, Set<Expiring>>();
  let armedFor = Infinity;
  let disarm = (): void => undefined;

  const arm = (dueAtMs: number): void => {
    disarm();
    armedFor = dueAtMs;
    disarm = clock.after(dueAtMs - clock.monotonicNow(), sweep);
  };
  const add = (item: Item, dueInMs: number): void => {
    let widthMs = finestMs;
    while (widthMs * 8 < dueInMs) widthMs *= 2;
    const dueAtMs = Math.ceil((clock.monotonicNow() + dueInMs) / widthMs) * widthMs;
    let bucket = buckets.get(dueAtMs);
    if (bucket === undefined) buckets.set(dueAtMs, (bucket = new Set()));
    bucket.add(item);
    item.bucket = bucket;
    if (dueAtMs < armedFor) arm(dueAtMs);
  };
  const sweep = (): void => {
    armedFor = Infinity;
    let visits = 0;
    for (const [dueAtMs, bucket] of buckets) {
      if (dueAtMs > clock.monotonicNow()) continue;
      for (const item of bucket) {
        // A turn of the event loop between portions: a million keys at once must not stop the process.
        if ((visits += 1) > mostVisitsPerTurn) return arm(clock.monotonicNow() + 1);
        bucket.delete(item);
        item.bucket = undefined;
        const dueInMs = visit(item as Item);
        if (dueInMs > 0) add(item as Item, dueInMs);
      }
      buckets.delete(dueAtMs);
    }
    const next = Math.min(...buckets.keys());
    if (next < armedFor) arm(next);
  };
  return {
    add,
    remove(item) {
      item.bucket?.delete(item);
      item.bucket = undefined;
    },
    [Symbol.dispose]() {
      disarm();
      buckets.clear();
    },
  };
}
