import { ToolError, withDeadline } from '@toolwright/core';
import type { CacheLoad, Clock, Random } from '@toolwright/core';
import { callSettings } from '../scope-settings.ts';
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

interface Wishes {
  ttlMs?: number;
  tags?: readonly string[];
  skip?: boolean;
}

/** Calls the loader of a flight, within its hard timeout, and makes of the value what the levels store. */
export async function loadValue(flight: Flight, context: LoadContext): Promise<Made> {
  const { clock } = context;
  const { plan } = flight;
  const { hardTimeoutMs } = plan.settings;
  const begunAtMs = clock.now();
  const startMs = clock.monotonicNow();
  const wishes: Wishes = {};
  const value = await withDeadline(
    (signal) => plan.load(loadFor(flight, { signal, wishes, now: begunAtMs })),
    {
      clock,
      timeoutMs: hardTimeoutMs,
      signal: flight.signal,
      onTimeout: () =>
        new ToolError(
          'OPERATION_TIMEOUT',
          `Loading "${plan.place.key}" took longer than its hardTimeoutMs of ${hardTimeoutMs}`,
        ),
    },
  );
  const loadMs = clock.monotonicNow() - startMs;
  const kept = keptValue(value, plan.place.scope.settings, context.checkValues);
  return madeOf(kept, { flight, wishes, begunAtMs, loadMs, createdAtMs: clock.now() }, context.random);
}

function loadFor(
  flight: Flight,
  { signal, wishes, now }: { signal: AbortSignal; wishes: Wishes; now: number },
): CacheLoad<unknown> {
  return {
    signal,
    background: !flight.wanted,
    ...(flight.stale !== undefined && { stale: { ...entryOf(flight.stale, now), stale: true } }),
    keep(options) {
      if (options.ttlMs !== undefined) wishes.ttlMs = options.ttlMs;
      if (options.tags !== undefined) wishes.tags = options.tags;
    },
    skip() {
      wishes.skip = true;
    },
  };
}

function madeOf(
  value: unknown,
  load: { flight: Flight; wishes: Wishes; begunAtMs: number; loadMs: number; createdAtMs: number },
  random: Random,
): Made {
  const { flight, wishes, begunAtMs, loadMs, createdAtMs } = load;
  const { scope } = flight.plan.place;
  const call = flight.plan.settings;
  const asked = callSettings(scope.settings, { ...wishes, tags: wishes.tags ?? call.tags });
  const lifeMs = wishes.ttlMs ?? lifeOf(value, call.ttlMs, scope.settings);
  const lifeShare = shareOfLife(scope.settings, random);
  return {
    value,
    begunAtMs,
    createdAtMs,
    freshForMs: lifeShare === 1 ? lifeMs : Math.ceil(lifeMs * lifeShare),
    lifeShare,
    staleForMs: Math.max(call.staleWhileRevalidateMs, call.staleIfErrorMs),
    loadMs,
    tags: asked.tags,
    source: 'load',
    storable: value !== undefined && lifeMs > 0 && wishes.skip !== true,
  };
}

/** The life of a value: shorter when it says that there is none. */
export function lifeOf(value: unknown, ttlMs: number, settings: ScopeSettings): number {
  return settings.isNegative(value) ? Math.min(ttlMs, settings.negativeTtlMs) : ttlMs;
}

/** A random share of a life, so that what was stored together does not expire together. */
export function shareOfLife({ jitter }: ScopeSettings, random: Random): number {
  return jitter === 0 ? 1 : 1 - jitter * random.next();
}
