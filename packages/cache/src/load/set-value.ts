import type { CacheOptions } from '@toolwright/core';
import type { CacheCore } from '../cache-core.ts';
import type { Place } from '../remote/remote-level.ts';
import { callSettings } from '../scope-settings.ts';
import { keptValue } from '../values/copier.ts';
import { lifeOf, shareOfLife } from './load-value.ts';
import type { Made } from './made.ts';

/** Stores a value in every level. No load that is under way undoes it. */
export async function setValue(
  core: CacheCore,
  place: Place,
  { value: given, options }: { readonly value: unknown; readonly options: CacheOptions | undefined },
): Promise<void> {
  const { clock, random, checkValues } = core.settings;
  const { scope, memoryKey } = place;
  const call = callSettings(scope.call, options);
  const value = keptValue(given, scope.settings, checkValues);
  const now = clock.now();
  const lifeMs = options?.ttlMs ?? lifeOf(value, call.ttlMs, scope.settings);
  if (value === undefined || lifeMs <= 0) return core.delete([place]);
  const lifeShare = shareOfLife(scope.settings, random);
  const made: Made = {
    value,
    begunAtMs: now,
    createdAtMs: now,
    freshForMs: lifeShare === 1 ? lifeMs : Math.ceil(lifeMs * lifeShare),
    lifeShare,
    staleForMs: Math.max(call.staleWhileRevalidateMs, call.staleIfErrorMs),
    loadMs: 0,
    tags: call.tags,
    source: 'load',
    storable: true,
  };
  core.drop([memoryKey]);
  const guard = core.memory.watch(memoryKey);
  for (const level of core.levels.toReversed()) await level.write(place, made);
  core.memory.unwatch(guard);
  if (!guard.dropped) {
    // Once more: a reader may have fetched what was below before it was replaced.
    if (core.levels.length > 0) core.drop([memoryKey]);
    core.keep({ ...guard, dropped: false }, scope, made);
  }
  await core.publish({ kind: 'keys', keys: [memoryKey] });
}
