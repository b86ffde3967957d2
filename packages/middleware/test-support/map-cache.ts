import type { Cache, CacheEntry, CacheLoader, CacheOptions, Clock } from '@toolwright/core';

interface Flight {
  readonly entry: Promise<CacheEntry<unknown>>;
  readonly controller: AbortController;
  waiters: number;
}

/** A cache whose content the test sees. */
export interface MapCache extends Pick<Cache, 'get' | 'getOrSetEntry'> {
  readonly entries: Map<string, CacheEntry<unknown> & { readonly tags: readonly string[] }>;
  readonly flights: ReadonlyMap<string, unknown>;
}

type Entries = MapCache['entries'];

/** The least that keeps the promises which the rail needs of a cache: one load per key, aborted when all have left. */
export function mapCache(clock: Clock): MapCache & Cache {
  const entries: Entries = new Map();
  const flights = new Map<string, Flight>();
  const fresh = (key: string): CacheEntry<unknown> | undefined => {
    const entry = entries.get(key);
    return entry === undefined || entry.freshUntilMs <= clock.now() ? undefined : entry;
  };
  const fly = (key: string, load: CacheLoader<unknown>, { ttlMs = 1_000 }: CacheOptions): Flight => {
    const controller = new AbortController();
    const entry = loaded(load, { clock, ttlMs, signal: controller.signal });
    const flight = { controller, waiters: 0, entry: entry.then((made) => keep(key, made)) };
    flight.entry.finally(() => flights.delete(key)).catch(() => undefined);
    flights.set(key, flight);
    return flight;
  };
  const keep = (key: string, { entry, tags }: Loaded): CacheEntry<unknown> => {
    if (tags !== undefined) entries.set(key, { ...entry, source: 'memory', tags });
    return entry;
  };
  const getOrSetEntry = (key: string, load: CacheLoader<unknown>, options: CacheOptions = {}): unknown => {
    const hit = options.forceRefresh === true ? undefined : fresh(key);
    return hit ?? join(flights.get(key) ?? fly(key, load, options), options.signal);
  };
  return { entries, flights, get: fresh, getOrSetEntry } as unknown as MapCache & Cache;
}

interface Loaded {
  readonly entry: CacheEntry<unknown>;
  /** Absent: not to be stored. */
  readonly tags?: readonly string[];
}

async function loaded(
  load: CacheLoader<unknown>,
  { clock, ttlMs, signal }: { readonly clock: Clock; readonly ttlMs: number; readonly signal: AbortSignal },
): Promise<Loaded> {
  let kept: { readonly ttlMs?: number; readonly tags?: readonly string[] } | undefined = {};
  await Promise.resolve();
  const value = await load({
    signal,
    background: false,
    keep: (options) => (kept = options),
    skip: () => (kept = undefined),
  });
  const atMs = clock.now();
  const freshUntilMs = atMs + (kept?.ttlMs ?? ttlMs);
  const entry = { value, createdAtMs: atMs, freshUntilMs, source: 'load', stale: false };
  return kept === undefined ? { entry } : { entry, tags: kept.tags ?? [] };
}

function join(flight: Flight, signal: AbortSignal | undefined): Promise<CacheEntry<unknown>> {
  flight.waiters += 1;
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      flight.waiters -= 1;
      if (flight.waiters === 0) flight.controller.abort(signal?.reason);
      reject(signal?.reason);
    };
    if (signal?.aborted) return abort();
    signal?.addEventListener('abort', abort, { once: true });
    flight.entry.finally(() => signal?.removeEventListener('abort', abort)).then(resolve, reject);
  });
}
