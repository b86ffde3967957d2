import { ToolError } from '@toolwright/core';
import type { CacheLoad, CacheLoader } from '@toolwright/core';

/** Makes the values of all missing keys at once; a key it leaves out has no value, and its callers are rejected. */
export type ManyLoader<T> = (
  keys: readonly string[],
  load: Pick<CacheLoad<T>, 'signal'>,
) => Promise<ReadonlyMap<string, T>>;

interface Wanted<T> {
  readonly key: string;
  readonly signal: AbortSignal;
  readonly resolve: (value: T | PromiseLike<T>) => void;
}

/**
 * Reads many keys, each on its own path through the levels, and gathers those that come to their loader: when every
 * key has either been answered, is waited for elsewhere, or wants to be loaded, one call loads the latter.
 */
export async function getOrSetMany<T>(
  keys: readonly string[],
  load: ManyLoader<T>,
  getOne: (key: string, load: CacheLoader<unknown>, onSettledWithoutLoad: () => void) => Promise<T>,
): Promise<readonly T[]> {
  const distinct = [...new Set(keys)];
  const undecided = new Set(distinct);
  let wanted: Wanted<T>[] = [];
  const decide = (key: string): void => {
    undecided.delete(key);
    if (undecided.size > 0 || wanted.length === 0) return;
    const batch = wanted;
    wanted = [];
    loadBatch(batch, load);
  };
  const values = distinct.map((key) =>
    getOne(
      key,
      ({ signal }) =>
        new Promise<T>((resolve) => {
          wanted.push({ key, signal, resolve });
          decide(key);
        }),
      () => decide(key),
    ).finally(() => decide(key)),
  );
  const settled = await Promise.all(values);
  const byKey = new Map(distinct.map((key, index) => [key, settled[index]!]));
  return keys.map((key) => byKey.get(key)!);
}

function loadBatch<T>(batch: readonly Wanted<T>[], load: ManyLoader<T>): void {
  const controller = new AbortController();
  const abort = (): void => {
    if (batch.every(({ signal }) => signal.aborted)) controller.abort(batch[0]!.signal.reason);
  };
  for (const { signal } of batch) signal.addEventListener('abort', abort, { once: true });
  const loading = start(() =>
    load(
      batch.map(({ key }) => key),
      { signal: controller.signal },
    ),
  );
  for (const { key, signal, resolve } of batch) {
    resolve(
      loading.then((values) => pick(values, key)).finally(() => signal.removeEventListener('abort', abort)),
    );
  }
}

async function start<T>(work: () => Promise<T>): Promise<T> {
  return work();
}

function pick<T>(values: ReadonlyMap<string, T>, key: string): T {
  if (values.has(key)) return values.get(key) as T;
  throw new ToolError('EXECUTION_FAILED', `The loader of many keys gave no value for "${key}"`);
}
