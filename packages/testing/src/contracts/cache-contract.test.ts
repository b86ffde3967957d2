import { failure, toToolError } from '@toolwright/core';
import type { Cache, CacheEntry, CacheLoader, CacheOptions, Clock } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { cacheContract } from './cache-contract.ts';
import { runContract } from './run-contract.ts';

describe('cacheContract', () => {
  it.each(cacheContract)('a plain map keeps it: $name', (promise) => promise.run(plainCache));

  it.each<{ defect: string; defects: Defects; finds: string }>([
    {
      defect: 'a cache that treats 0 as a miss',
      defects: { falsyIsMiss: true },
      finds: 'misses with undefined, and takes 0, the empty text, false and null for hits',
    },
    {
      defect: 'a cache that loads once per caller',
      defects: { stampedes: true },
      finds: 'loads once for all who ask at the same time',
    },
    {
      defect: 'a load that undoes a delete',
      defects: { lateFill: true },
      finds: 'lets no load that is under way undo delete',
    },
    {
      defect: 'a load that undoes an expiry by tag',
      defects: { lateFill: true },
      finds: 'lets no load that is under way undo expireByTag',
    },
    {
      defect: 'a cache that stores a failure',
      defects: { storesFailures: true },
      finds: "rejects all who ask with the load's own failure, once, and stores none",
    },
    {
      defect: 'namespaces that are mere prefixes',
      defects: { prefixes: true },
      finds: 'keeps namespaces apart',
    },
    {
      defect: 'a load that is never aborted',
      defects: { neverAborts: true },
      finds: 'aborts a load when the last waiter has left, and not before',
    },
    {
      defect: 'a listener left on the signal',
      defects: { leavesListeners: true },
      finds: 'leaves no listener behind on the signal of a caller who was served',
    },
    {
      defect: 'a cache that forgets to go stale',
      defects: { immortal: true },
      finds: 'keeps a value for its ttl and not longer',
    },
  ])('finds $defect', async ({ defects, finds }) => {
    const failures = await runContract(cacheContract, ({ clock }) => plainCache({ clock }, defects));
    expect(failures.map(({ name }) => name)).toContain(finds);
  });
});

interface Defects {
  readonly falsyIsMiss?: boolean;
  readonly stampedes?: boolean;
  readonly lateFill?: boolean;
  readonly storesFailures?: boolean;
  readonly prefixes?: boolean;
  readonly neverAborts?: boolean;
  readonly leavesListeners?: boolean;
  readonly immortal?: boolean;
}

interface Stored {
  readonly entry: CacheEntry<unknown>;
  readonly tags: readonly string[];
  readonly goneAtMs: number;
}

interface Loading {
  readonly controller: AbortController;
  readonly done: Promise<CacheEntry<unknown>>;
  waiters: number;
  /** Whether what it brings may be stored. */
  valid: boolean;
  tags: readonly string[];
}

interface State {
  readonly clock: Clock;
  readonly defects: Defects;
  readonly entries: Map<string, Stored>;
  readonly loads: Map<string, Loading>;
}

/** The plainest cache that keeps the contract. */
function plainCache({ clock }: { readonly clock: Clock }, defects: Defects = {}): Cache {
  return scopedCache({ clock, defects, entries: new Map(), loads: new Map() }, []);
}

function scopedCache(state: State, path: readonly string[]): Cache {
  const { entries, defects } = state;
  const scope = defects.prefixes ? path.join(':') : JSON.stringify(path).slice(0, -1);
  const full = (key: string) => (defects.prefixes ? `${scope}:${key}` : `${scope}|${key}`);
  const within = (key: string) => key.startsWith(scope);
  const forget = (matches: (key: string, tags: readonly string[]) => boolean): void => {
    for (const [key, { tags }] of entries) if (matches(key, tags)) entries.delete(key);
    invalidate(state, matches);
  };
  const getOrSetEntry = <T>(key: string, load: CacheLoader<T>, options: CacheOptions = {}) =>
    readThrough(state, full(key), load as CacheLoader<unknown>, options) as Promise<CacheEntry<T>>;
  return {
    get: <T>(key: string) => read(state, full(key))?.entry as CacheEntry<T> | undefined,
    getOrSetEntry,
    getOrSet: async (key, load, options) => (await getOrSetEntry(key, load, options)).value,
    set: async (key, value, options = {}) => void store(state, full(key), value, options),
    async delete(...keys) {
      const doomed = new Set(keys.map(full));
      forget((key) => doomed.has(key));
    },
    async deleteByTag(...tags) {
      forget((key, own) => within(key) && own.some((tag) => tags.includes(tag)));
    },
    async expireByTag(...tags) {
      const matches = (own: readonly string[]) => own.some((tag) => tags.includes(tag));
      for (const [key, stored] of entries) {
        if (!within(key) || !matches(stored.tags)) continue;
        const entry = { ...stored.entry, stale: true, freshUntilMs: 0 };
        entries.set(key, { ...stored, entry });
      }
      invalidate(state, (key, own) => within(key) && matches(own));
    },
    clear: async () => forget(within),
    namespace: (name) => scopedCache(state, [...path, name]),
  };
}

function invalidate(state: State, matches: (key: string, tags: readonly string[]) => boolean): void {
  for (const [key, load] of state.loads) {
    if (!matches(key, load.tags) || state.defects.lateFill) continue;
    load.valid = false;
    state.loads.delete(key);
  }
}

function read({ clock, entries, defects }: State, key: string): Stored | undefined {
  const stored = entries.get(key);
  if (stored === undefined || defects.immortal) return stored;
  if (defects.falsyIsMiss && !stored.entry.value) return undefined;
  if (stored.entry.freshUntilMs > clock.now()) return stored;
  if (stored.goneAtMs <= clock.now()) return undefined;
  return { ...stored, entry: { ...stored.entry, stale: true } };
}

function store(state: State, key: string, value: unknown, options: CacheOptions): CacheEntry<unknown> {
  const createdAtMs = state.clock.now();
  const freshUntilMs = createdAtMs + (options.ttlMs ?? 60_000);
  const staleMs = Math.max(options.staleIfErrorMs ?? 0, options.staleWhileRevalidateMs ?? 0);
  const entry = { value, createdAtMs, freshUntilMs, source: 'memory', stale: false };
  if (value !== undefined) {
    const tags = options.tags ?? [];
    state.entries.set(key, { entry, tags, goneAtMs: freshUntilMs + staleMs });
  }
  return { ...entry, source: 'load' };
}

async function readThrough(
  state: State,
  key: string,
  loader: CacheLoader<unknown>,
  options: CacheOptions,
): Promise<CacheEntry<unknown>> {
  const stored = read(state, key);
  if (stored !== undefined && !stored.entry.stale && options.forceRefresh !== true) {
    if (state.defects.leavesListeners) options.signal?.addEventListener('abort', () => {});
    return stored.entry;
  }
  const stale = stored?.entry.stale ? stored.entry : undefined;
  const background = stale !== undefined && options.staleWhileRevalidateMs !== undefined;
  let load = state.loads.get(key);
  if (load === undefined || state.defects.stampedes) {
    load = startLoad(state, key, loader, { ...options, stale, background });
  }
  if (background) return stale;
  return waitFor(state, load, options, stale);
}

function startLoad(
  state: State,
  key: string,
  loader: CacheLoader<unknown>,
  options: CacheOptions & { stale: CacheEntry<unknown> | undefined; background: boolean },
): Loading {
  const controller = new AbortController();
  let kept: CacheOptions = options;
  let skipped = false;
  const run = async () => {
    try {
      const value = await loader({
        signal: controller.signal,
        ...(options.stale && { stale: options.stale }),
        background: options.background,
        keep: (changes) => void (kept = { ...kept, ...changes }),
        skip: () => void (skipped = true),
      });
      if (load.valid && !skipped) return store(state, key, value, kept);
      const now = state.clock.now();
      return { value, createdAtMs: now, freshUntilMs: now, source: 'load', stale: false };
    } catch (error) {
      if (state.defects.storesFailures) return store(state, key, undefined, kept);
      throw error;
    } finally {
      if (state.loads.get(key) === load) state.loads.delete(key);
    }
  };
  // The loader starts a moment later, when `load` is there.
  const done = Promise.resolve().then(run);
  done.catch(() => undefined);
  const load: Loading = { controller, done, waiters: 0, valid: true, tags: options.tags ?? [] };
  state.loads.set(key, load);
  return load;
}

function waitFor(
  state: State,
  load: Loading,
  options: CacheOptions,
  stale: CacheEntry<unknown> | undefined,
): Promise<CacheEntry<unknown>> {
  const { signal } = options;
  load.waiters += 1;
  return new Promise((resolve, reject) => {
    const cancels: (() => void)[] = [];
    const leave = (): void => {
      for (const cancel of cancels) cancel();
      signal?.removeEventListener('abort', abort);
    };
    const stop = (reason: Error): void => {
      leave();
      reject(reason);
      load.waiters -= 1;
      if (load.waiters > 0 || state.defects.neverAborts) return;
      load.valid = false;
      for (const [key, other] of state.loads) if (other === load) state.loads.delete(key);
      load.controller.abort(reason);
    };
    const abort = (): void => stop(signal?.reason as Error);
    signal?.addEventListener('abort', abort);
    if (options.softTimeoutMs !== undefined && stale !== undefined) {
      cancels.push(
        state.clock.after(options.softTimeoutMs, () => {
          leave();
          resolve(stale);
        }),
      );
    }
    if (options.hardTimeoutMs !== undefined) {
      const late = () => stop(toToolError(failure('OPERATION_TIMEOUT', 'The load took too long')));
      cancels.push(state.clock.after(options.hardTimeoutMs, late));
    }
    load.done.then(
      (entry) => {
        leave();
        resolve(entry);
      },
      (error: Error) => {
        leave();
        if (stale !== undefined && options.staleIfErrorMs !== undefined) resolve(stale);
        else reject(error);
      },
    );
  });
}
