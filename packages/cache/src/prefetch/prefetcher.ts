import { numberOption } from '@toolwright/core';
import type { CacheLoader, CacheOptions } from '@toolwright/core';
import type { CacheCore } from '../cache-core.ts';
import { refresh } from '../load/serve.ts';
import type { Place } from '../remote/remote-level.ts';
import type { PrefetchOptions } from './prefetch-options.ts';
import { Precision } from './precision.ts';

/** One hit, and how the key is loaded. */
export interface PrefetchHit {
  readonly place: Place;
  readonly load: CacheLoader<unknown>;
  readonly options: CacheOptions | undefined;
}

interface Hot {
  hit: PrefetchHit;
  /** Since the entry was stored. */
  hits: number;
  createdAtMs: number;
  lastHitAtMs: number;
  /** When the entry would have been gone that was refreshed unasked; a hit from then on makes the refresh useful. */
  usefulFromMs: number | undefined;
}

/**
 * Refreshes what is hot and about to expire: so many hits since it was stored, and the last one no longer ago than
 * three times their usual distance. Within a budget, and only while enough of its refreshes turn out to be used.
 */
export class Prefetcher {
  readonly #core: CacheCore;
  readonly #budget: number;
  readonly #intervalMs: number;
  readonly #minHits: number;
  readonly #maxKeys: number;
  readonly #precision: Precision;
  /** Least recently hit first. */
  readonly #hot = new Map<string, Hot>();
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(core: CacheCore, options: PrefetchOptions) {
    this.#core = core;
    this.#budget = numberOption('prefetch.budget', options.budget ?? 10, { min: 1, integer: true });
    this.#intervalMs = numberOption('prefetch.intervalMs', options.intervalMs ?? 1_000, { min: 10 });
    this.#minHits = numberOption('prefetch.minHits', options.minHits ?? 3, { min: 1, integer: true });
    this.#maxKeys = numberOption('prefetch.maxKeys', options.maxKeys ?? 1_000, { min: 1, integer: true });
    const minPrecision = numberOption('prefetch.minPrecision', options.minPrecision ?? 0.5, {
      min: 0,
      max: 1,
    });
    const pauseMs = numberOption('prefetch.pauseMs', options.pauseMs ?? 60_000, { min: 0 });
    this.#precision = new Precision(core.settings.clock, minPrecision, pauseMs);
  }

  /** Remembers a hit in memory. */
  hit(hit: PrefetchHit): void {
    const { memoryKey } = hit.place;
    const entry = this.#core.memory.engine.get(memoryKey);
    if (entry === undefined || this.#closed) return;
    const now = this.#core.settings.clock.now();
    const { createdAtMs } = entry;
    const hot = this.#hot.get(memoryKey) ?? {
      hit,
      hits: 0,
      createdAtMs,
      lastHitAtMs: now,
      usefulFromMs: undefined,
    };
    if (hot.createdAtMs !== createdAtMs) hot.hits = 0;
    Object.assign(hot, { hit, hits: hot.hits + 1, createdAtMs, lastHitAtMs: now });
    if (hot.usefulFromMs !== undefined && now >= hot.usefulFromMs) this.#judge(hot, true);
    this.#hot.delete(memoryKey);
    this.#hot.set(memoryKey, hot);
    this.#makeRoom();
    this.#cancel ??= this.#core.settings.clock.after(this.#intervalMs, () => this.#pass());
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#hot.clear();
  }

  #pass(): void {
    const now = this.#core.settings.clock.now();
    const unjudged = [...this.#hot.values()].filter(({ usefulFromMs }) => usefulFromMs !== undefined).length;
    let left = this.#precision.allowed(this.#budget, unjudged);
    for (const [memoryKey, hot] of [...this.#hot].toSorted(([, a], [, b]) => b.hits - a.hits)) {
      const entry = this.#core.memory.engine.get(memoryKey);
      if (entry === undefined || now >= entry.freshUntilMs) {
        this.#forget(memoryKey, hot);
      } else if (left > 0 && entry.freshUntilMs - now <= 2 * this.#intervalMs && this.#expected(hot, now)) {
        left -= 1;
        this.#refresh(hot, entry);
      }
    }
    this.#cancel =
      this.#hot.size === 0
        ? undefined
        : this.#core.settings.clock.after(this.#intervalMs, () => this.#pass());
  }

  /** Whether the key will be asked for again, as far as its past tells. */
  #expected({ hits, createdAtMs, lastHitAtMs, usefulFromMs }: Hot, now: number): boolean {
    if (hits < this.#minHits || usefulFromMs !== undefined) return false;
    const usualGapMs = (lastHitAtMs - createdAtMs) / hits;
    return now - lastHitAtMs <= Math.max(3 * usualGapMs, this.#intervalMs);
  }

  #refresh(hot: Hot, entry: { readonly createdAtMs: number; readonly freshUntilMs: number }): void {
    const { place, load, options } = hot.hit;
    hot.usefulFromMs = entry.freshUntilMs;
    place.scope.counters.prefetches += 1;
    refresh({ core: this.#core, place, load, options }, entry.createdAtMs);
  }

  #judge(hot: Hot, used: boolean): void {
    hot.usefulFromMs = undefined;
    if (used) hot.hit.place.scope.counters.prefetchesUsed += 1;
    this.#precision.add(used);
  }

  #forget(memoryKey: string, hot: Hot): void {
    this.#hot.delete(memoryKey);
    if (hot.usefulFromMs !== undefined) this.#judge(hot, false);
  }

  #makeRoom(): void {
    for (const [coldest, hot] of this.#hot) {
      if (this.#hot.size <= this.#maxKeys) return;
      this.#forget(coldest, hot);
    }
  }
}
