/** How many tests a check ran. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What a check found. */
export interface Verdict {
  readonly status: 'passed' | 'failed' | 'skipped';
  /** One line for the summary: why it was skipped, or what it covered. */
  readonly note?: string;
  /** What to show when it failed. */
  readonly output?: string;
  /** Counts that stand for this check; without them it counts as one test. */
  readonly counts?: Counts;
  /** Names of what was left out. */
  readonly leftOut?: readonly string[];
}

export interface Check {
  readonly name: string;
  /** Needs what the build emits: skipped when the build failed. */
  readonly needsBuild?: boolean;
  run(): Promise<Verdict>;
}

/** The verdict of a program's end. */
export function verdictOf(result: { readonly ok: boolean; readonly output: string }): Verdict {
  return result.ok ? { status: 'passed' } : { status: 'failed', output: result.output };
}

/** Runs `work` over `items`, at most `limit` at a time; results stand in the order of the items. */
export async function mapBounded<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
