import { numberOption, systemClock } from '@toolwright/core';
import type { Awaitable, Clock } from '@toolwright/core';

/** Something whose cost is measured. */
export interface BenchSubject {
  readonly name: string;
  /** The work, once. A promise is awaited. */
  readonly run: () => Awaitable<unknown>;
}

/** How costs are compared. */
export interface BenchOptions {
  /** How often each is measured, in turns; at least 3. @default 15 */
  readonly rounds?: number;
  /** How long each measurement takes, above 0. @default 20 */
  readonly roundMs?: number;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** What a subject costs beside the reference. */
export interface BenchResult {
  readonly name: string;
  readonly nanosecondsPerRun: number;
  /** The median of the rounds' ratios to the reference: 2 means twice its cost. */
  readonly ratio: number;
  /** The ratios between which the middle half of the rounds lie: wide apart on a busy machine. */
  readonly spread: readonly [number, number];
}

/**
 * Measures subjects beside a reference, all in turns in the same process: machines differ and days differ, the ratio
 * stays. The first result is the reference's own. Costs below a microsecond include that of the loop, for all alike.
 */
export async function benchAgainst(
  reference: BenchSubject,
  subjects: readonly BenchSubject[],
  options: BenchOptions = {},
): Promise<readonly BenchResult[]> {
  const rounds = numberOption('rounds', options.rounds ?? 15, { min: 3, integer: true });
  const roundMs = numberOption('roundMs', options.roundMs ?? 20, { min: 0.001 });
  const { clock = systemClock } = options;
  const all = [reference, ...subjects];
  const costs = all.map((): number[] => []);
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, subject] of all.entries()) {
      const cost = await costOf(subject, roundMs, clock);
      if (round > 0) costs[index]?.push(cost);
    }
  }
  const base = costs[0] ?? [];
  return all.map(({ name }, index) => {
    const own = costs[index] ?? [];
    const ratios = own.map((cost, round) => cost / (base[round] ?? cost)).toSorted((a, b) => a - b);
    return {
      name,
      nanosecondsPerRun:
        at(
          own.toSorted((a, b) => a - b),
          0.5,
        ) * 1_000_000,
      ratio: at(ratios, 0.5),
      spread: [at(ratios, 0.25), at(ratios, 0.75)],
    };
  });
}

/** The results as a table for people. */
export function benchTable(results: readonly BenchResult[]): string {
  const width = Math.max(...results.map(({ name }) => name.length));
  const rows = results.map(({ name, nanosecondsPerRun, ratio, spread: [low, high] }) => {
    const cost = `${Math.round(nanosecondsPerRun)} ns`.padStart(14);
    return `${name.padEnd(width)} ${cost} ${ratio.toFixed(2).padStart(8)}x  (${low.toFixed(2)} to ${high.toFixed(2)})`;
  });
  return rows.join('\n');
}

/** Milliseconds of one run. */
async function costOf({ run }: BenchSubject, roundMs: number, clock: Clock): Promise<number> {
  const startMs = clock.monotonicNow();
  let runs = 0;
  // The clock is read once in a batch, and batches grow while they are short.
  for (let batch = 1; ; batch = Math.min(batch * 2, 1_024)) {
    for (let turn = 0; turn < batch; turn += 1) {
      const result = run();
      if (isPromise(result)) await result;
    }
    runs += batch;
    const elapsedMs = clock.monotonicNow() - startMs;
    if (elapsedMs >= roundMs) return elapsedMs / runs;
  }
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}
