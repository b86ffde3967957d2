import { ToolError } from '@toolwright/core';
import type { CacheEntry, CacheLoad, Clock, Random } from '@toolwright/core';
import { lifeOption } from '../scope-settings.ts';
import type { ScopeSettings } from '../scope-settings.ts';
import { keptValue } from '../values/copier.ts';
import type { Flight } from './flight.ts';
import { entryOf } from './made.ts';
import type { Made } from './made.ts';

/** What loads are made with. */
export interface LoadContext {
  readonly clock: Clock;
  readonly random: Random;
  /** Whether values are held against what JSON can say. */
  readonly checkValues: boolean;
}

/** Hears once how a load ended. */
export interface LoadEnd {
  readonly loaded: (flight: Flight, made: Made) => void;
  readonly failed: (flight: Flight, failure: LoadFailure) => void;
}

/** How a load failed. */
export interface LoadFailure {
  readonly reason: unknown;
  readonly durationMs: number;
  /** Nobody wanted it any more. */
  readonly givenUp: boolean;
}

type KeepOptions = Parameters<CacheLoad<unknown>['keep']>[0];

/** Calls the loader of a flight, within its hard timeout, and makes of the value what the levels store. */
export function loadValue(flight: Flight, context: LoadContext, end: LoadEnd): void {
  new Load(flight, context, end).begin();
}

/** One run of a loader, and what the loader is told. What costs something is made when the loader reads it. */
class Load implements CacheLoad<unknown> {
  readonly background: boolean;
  declare readonly stale?: CacheEntry<unknown>;
  readonly #flight: Flight;
  readonly #context: LoadContext;
  readonly #ending: LoadEnd;
  readonly #startMs: number;
  // Read then and not derived afterwards: a wall clock that is set meanwhile must not make a load younger than a delete.
  readonly #begunAtMs: number;
  #ttlMs: number | undefined = undefined;
  #tags: readonly string[] | undefined = undefined;
  #skip = false;
  #cancelTimer: (() => void) | undefined = undefined;

  constructor(flight: Flight, context: LoadContext, ending: LoadEnd) {
    const { clock } = context;
    this.background = flight.background;
    this.#flight = flight;
    this.#context = context;
    this.#ending = ending;
    this.#startMs = clock.monotonicNow();
    this.#begunAtMs = clock.now();
    const { stale } = flight;
    if (stale !== undefined) this.stale = { ...entryOf(stale, this.#begunAtMs), stale: true };
  }

  get signal(): AbortSignal {
    return this.#flight.signal;
  }

  get keep(): (options: KeepOptions) => void {
    return ({ ttlMs, tags }) => {
      if (ttlMs !== undefined) this.#ttlMs = lifeOption(ttlMs);
      if (tags !== undefined) this.#tags = tags;
    };
  }

  get skip(): () => void {
    return () => {
      this.#skip = true;
    };
  }

  begin(): void {
    const { load, settings } = this.#flight.plan;
    const { aborted } = this.#flight;
    if (aborted !== undefined) return this.#failed(aborted.reason, true);
    this.#cancelTimer = this.#context.clock.after(settings.hardTimeoutMs, () => this.#timeOut());
    this.#flight.load = this;
    // A loader that throws at once fails as one that rejects.
    let loading: Promise<unknown>;
    try {
      loading = load(this);
    } catch (error) {
      return this.#fail(error);
    }
    Promise.resolve(loading).then(
      (value) => this.#succeed(value),
      (error: unknown) => this.#fail(error),
    );
  }

  /** Ends it; what the loader brings now is dropped. */
  giveUp(reason: unknown): void {
    if (this.#end()) this.#failed(reason, true);
  }

  #succeed(value: unknown): void {
    if (!this.#end()) return;
    let made: Made;
    try {
      made = this.#made(value);
    } catch (error) {
      return this.#failed(error, false);
    }
    this.#ending.loaded(this.#flight, made);
  }

  #fail(reason: unknown): void {
    if (this.#end()) this.#failed(reason, false);
  }

  #timeOut(): void {
    const { place, settings } = this.#flight.plan;
    const late = new ToolError(
      'OPERATION_TIMEOUT',
      `Loading "${place.key}" took longer than its hardTimeoutMs of ${settings.hardTimeoutMs}`,
    );
    this.#fail(late);
    this.#flight.abort(late);
  }

  /** Whether this is the end; anything later is dropped. */
  #end(): boolean {
    const cancel = this.#cancelTimer;
    if (cancel === undefined) return false;
    this.#cancelTimer = undefined;
    this.#flight.load = undefined;
    cancel();
    return true;
  }

  #failed(reason: unknown, givenUp: boolean): void {
    const durationMs = this.#context.clock.monotonicNow() - this.#startMs;
    this.#ending.failed(this.#flight, { reason, durationMs, givenUp });
  }

  #made(value: unknown): Made {
    const { clock, random, checkValues } = this.#context;
    const { place, settings: call } = this.#flight.plan;
    const { settings } = place.scope;
    const loadMs = clock.monotonicNow() - this.#startMs;
    const kept = keptValue(value, settings, checkValues);
    const lifeMs = this.#ttlMs ?? lifeOf(kept, call.ttlMs, settings);
    const lifeShare = shareOfLife(settings, random);
    return {
      value: kept,
      begunAtMs: this.#begunAtMs,
      createdAtMs: clock.now(),
      freshForMs: lifeShare === 1 ? lifeMs : Math.ceil(lifeMs * lifeShare),
      lifeShare,
      staleForMs: Math.max(call.staleWhileRevalidateMs, call.staleIfErrorMs),
      loadMs,
      tags: this.#tags ?? call.tags,
      source: 'load',
      storable: kept !== undefined && lifeMs > 0 && !this.#skip,
    };
  }
}

/** The life of a value: shorter when it says that there is none. */
export function lifeOf(value: unknown, ttlMs: number, settings: ScopeSettings): number {
  return settings.isNegative(value) ? Math.min(ttlMs, settings.negativeTtlMs) : ttlMs;
}

/** A random share of a life, so that what was stored together does not expire together. */
export function shareOfLife({ jitter }: ScopeSettings, random: Random): number {
  return jitter === 0 ? 1 : 1 - jitter * random.next();
}
