import {
  contextKey,
  invalidOption,
  isPromiseLike,
  rail,
  succeeded,
  toFailure,
  toToolError,
} from '@toolwright/core';
import type {
  Cache,
  CacheEntry,
  CacheLoad,
  CacheOptions,
  Call,
  ContextKey,
  Middleware,
  Next,
  Outcome,
} from '@toolwright/core';
import { cacheKeys } from './cache-keys.ts';
import type { CacheKeys } from './cache-keys.ts';
import { similarEntry } from './similar-entry.ts';
import type { SimilarOptions } from './similar-entry.ts';

/** How a tool's results are cached. */
export interface CachedOptions {
  readonly cache: Cache;
  /** How long a result is fresh, in milliseconds. What the tool sets under {@link cacheTtlMs} wins. @default 300_000 */
  readonly ttlMs?: number | ((value: unknown, call: Call) => number);
  /** Who shares a result: only its caller, the tenant, or everybody. @default 'caller' */
  readonly scope?: 'caller' | 'tenant' | 'shared';
  /** What of the call the result depends on, as JSON. @default the input */
  readonly key?: (call: Call) => unknown;
  /** What it depends on beside the key: a header, a flag. */
  readonly vary?: (call: Call) => unknown;
  /** Which calls are cached. @default all of queries; commands never, unless `commands` is set */
  readonly when?: (call: Call) => boolean;
  /** Which calls skip the read and still write. A `cache-control: no-cache` header does so too, `no-store` skips both. */
  readonly bypass?: (call: Call) => boolean;
  /** Tags to invalidate results by. */
  readonly tags?: (value: unknown, call: Call) => readonly string[];
  /** Caches commands too. @default false */
  readonly commands?: boolean;
  /** Serves the result of an earlier question that asks for the same in other words. */
  readonly similar?: SimilarOptions;
  /** How stale results may be served, and how long loads may take: see core's `CacheOptions`. */
  readonly stale?: Pick<
    CacheOptions,
    'staleWhileRevalidateMs' | 'staleIfErrorMs' | 'softTimeoutMs' | 'hardTimeoutMs'
  >;
}

/** How long this result is fresh: `call.set(cacheTtlMs, 60_000)` in a tool; 0 keeps it out of the cache. */
export const cacheTtlMs: ContextKey<number> = contextKey('cache-ttl-ms');

const defaultTtlMs = 300_000;

/**
 * Serves a tool's successes from a cache; failures, streams and questions are never stored. The key holds the tool, its
 * version, the tenant and (unless results are shared) the caller. Concurrent calls of one key run the tool once,
 * in the tool's own time: a caller's shorter deadline ends its wait, and the last to leave aborts the run. Calls that
 * bring answers to questions pass by.
 * `metadata.cache` says `{ hit, key, ageMs, level, stale }`.
 *
 * @throws `INVALID_OPTIONS` for a cache that is none, a bad scope or a bad time.
 */
export function cached(options: CachedOptions): Middleware {
  checkOptions(options);
  const { scope = 'caller', ttlMs = defaultTtlMs } = options;
  const keys = cacheKeys(options);
  return rail(
    {
      name: 'cache',
      inside: ['rate-limit', 'fallback', 'idempotency'],
      outside: ['bulkhead', 'retry', 'hedge', 'circuit-breaker', 'timeout'],
      describe: () => ({
        scope,
        ...(typeof ttlMs === 'number' && { ttlMs }),
        similar: options.similar !== undefined,
      }),
    },
    (call, next) => {
      const control = call.headers['cache-control'] ?? '';
      if (!isCacheable(call, options) || control.includes('no-store')) return next();
      const refresh = control.includes('no-cache') || options.bypass?.(call) === true;
      const request = { call, next, refresh, key: keys.key(call) };
      if (options.similar === undefined || refresh) return load(options, request);
      return throughSimilar(options, request, keys);
    },
  );
}

interface Request {
  readonly call: Call;
  readonly next: Next;
  /** Whether the read is skipped. */
  readonly refresh: boolean;
  readonly key: string;
}

/** A result that must not be stored, on its way through the loader. */
class Unstored {
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    this.outcome = outcome;
  }
}

function load(options: CachedOptions, request: Request): Promise<Outcome> {
  const { call, key } = request;
  const asking = new Asking(options, request);
  const entry = options.cache.getOrSetEntry<unknown>(
    key,
    (loading) => run(options, request, loading),
    asking,
  );
  if (!isPromiseLike(entry)) return Promise.resolve(answer(call, key, entry));
  return Promise.resolve(entry).then(
    (settled) => answer(call, key, settled),
    (error: unknown) => ({ ok: false, failure: toFailure(error) }),
  );
}

/** How a cache is asked for one call. The signal is read only by a cache that has to wait: a hit makes none. */
class Asking implements CacheOptions {
  readonly ttlMs: number;
  readonly forceRefresh: boolean;
  readonly #call: Call;

  constructor({ ttlMs, stale }: CachedOptions, { call, refresh }: Request) {
    this.ttlMs = typeof ttlMs === 'number' ? ttlMs : defaultTtlMs;
    this.forceRefresh = refresh;
    this.#call = call;
    if (stale !== undefined) Object.assign(this, stale);
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }
}

/** Runs the tool apart from its caller: others may wait for the same load when he leaves. */
function run(options: CachedOptions, { call, next }: Request, loading: CacheLoad<unknown>): Promise<unknown> {
  const loader = call.detach({ timeoutMs: call.tool.timeoutMs, signal: loading.signal });
  return next(loader).then((outcome) => {
    if (outcome.ok === false) throw toToolError(outcome.failure);
    if (outcome.ok === true) {
      keepAs(options, { call, loader, loading, value: outcome.value });
      return outcome.value;
    }
    loading.skip();
    return new Unstored(outcome);
  });
}

interface Loaded {
  readonly call: Call;
  readonly loader: Call;
  readonly loading: CacheLoad<unknown>;
  readonly value: unknown;
}

/** Tells the cache what it cannot know before there is a value. */
function keepAs(options: CachedOptions, { call, loader, loading, value }: Loaded): void {
  const ttlMs =
    loader.get(cacheTtlMs) ?? (typeof options.ttlMs === 'function' ? options.ttlMs(value, call) : undefined);
  if (ttlMs !== undefined && ttlMs <= 0) return loading.skip();
  const tags = options.tags?.(value, call);
  if (ttlMs === undefined && tags === undefined) return;
  loading.keep({ ...(ttlMs !== undefined && { ttlMs }), ...(tags !== undefined && { tags }) });
}

async function throughSimilar(options: CachedOptions, request: Request, keys: CacheKeys): Promise<Outcome> {
  const { cache } = options;
  const similar = options.similar!;
  const { call, key } = request;
  const found = await similarEntry({ cache, similar, call, key, scope: keys.scope(call, similar) });
  if (found.entry !== undefined) return answer(call, key, found.entry);
  const outcome = await load(options, request);
  if (outcome.ok === true) await found.remember();
  return outcome;
}

function answer(call: Call, key: string, entry: CacheEntry<unknown>): Outcome {
  if (entry.value instanceof Unstored) return entry.value.outcome;
  const hit = entry.source !== 'load';
  const ageMs = hit ? Math.max(0, call.clock.now() - entry.createdAtMs) : 0;
  call.annotate('cache', { hit, key, ageMs, level: entry.source, ...(entry.stale && { stale: true }) });
  return succeeded(entry.value);
}

function isCacheable(call: Call, { commands = false, when }: CachedOptions): boolean {
  const { kind, streaming } = call.tool;
  // A result that was made of answers is no result of the input alone.
  if (call.answers !== undefined) return false;
  return !streaming && (kind === 'query' || commands) && (when === undefined || when(call));
}

function checkOptions({ cache, scope, ttlMs }: CachedOptions): void {
  if (typeof cache?.getOrSetEntry !== 'function') throw invalidOption('cache', 'a Cache', cache);
  if (scope !== undefined && !['caller', 'tenant', 'shared'].includes(scope)) {
    throw invalidOption('scope', '"caller", "tenant" or "shared"', scope);
  }
  if (typeof ttlMs === 'number' && !(ttlMs > 0))
    throw invalidOption('ttlMs', 'a number above 0, or a function', ttlMs);
}
