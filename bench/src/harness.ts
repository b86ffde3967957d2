import { cpus } from 'node:os';

/** One thing to measure: `run` does it `times` times, one after the other. */
export interface Contender {
  readonly name: string;
  /** The share or multiple of the reference that is asked for, as text for the table. */
  readonly goal?: string;
  readonly run: (times: number) => Promise<void>;
}

/** What a contender came to. */
export interface Measurement {
  readonly name: string;
  readonly goal: string;
  readonly nanoseconds: number;
  readonly ratio: number;
}

export interface MeasureOptions {
  readonly rounds?: number;
  readonly timesPerRound?: number;
}

/**
 * Measures contenders side by side: interleaved rounds, the first contender is the reference, the result is the median
 * of the ratios within each round, so that a slow moment of the machine hits all alike.
 */
export async function measure(
  contenders: readonly Contender[],
  options: MeasureOptions = {},
): Promise<readonly Measurement[]> {
  const { rounds = 15, timesPerRound = 50_000 } = options;
  for (const contender of contenders) await contender.run(timesPerRound);
  const times = contenders.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      const start = process.hrtime.bigint();
      await contender.run(timesPerRound);
      times[index]!.push(Number(process.hrtime.bigint() - start) / timesPerRound);
    }
  }
  return contenders.map(({ name, goal = '' }, index) => ({
    name,
    goal,
    nanoseconds: median(times[index]!),
    ratio: median(times[index]!.map((time, round) => time / times[0]![round]!)),
  }));
}

/** Repeats an asynchronous call, awaiting each. */
export function repeat(work: () => unknown): (times: number) => Promise<void> {
  return async (times) => {
    for (let time = 0; time < times; time += 1) await work();
  };
}

/** Prints a table in Markdown. */
export function printTable(title: string, rows: readonly Measurement[]): void {
  console.log(`\n### ${title}\n`);
  console.log('| what | per operation | × reference | goal |\n|---|---:|---:|---|');
  for (const row of rows) {
    console.log(`| ${row.name} | ${duration(row.nanoseconds)} | ${row.ratio.toFixed(2)} | ${row.goal} |`);
  }
}

/** Says where the numbers come from. */
export function machine(): string {
  return `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${new Date().toISOString().slice(0, 10)}`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function duration(nanoseconds: number): string {
  if (nanoseconds < 10_000) return `${nanoseconds.toFixed(0)} ns`;
  return nanoseconds < 1e7
    ? `${(nanoseconds / 1_000).toFixed(1)} µs`
    : `${(nanoseconds / 1e6).toFixed(1)} ms`;
}
