import type { CacheEntry } from '@toolwright/core';
import type { CacheCore } from '../cache-core.ts';
import type { Place } from '../remote/remote-level.ts';
import { entryOf, isFresh } from './made.ts';

/** The fresh entry of a key from the nearest level that has one, kept in memory on the way; loads nothing. */
export async function peek(core: CacheCore, place: Place): Promise<CacheEntry<unknown> | undefined> {
  const { memory, levels, settings, events } = core;
  const { scope, key, memoryKey } = place;
  const local = memory.engine.get(memoryKey);
  if (local !== undefined) {
    const now = settings.clock.now();
    if (memory.judge(local, scope, now) === 'valid' && now < local.freshUntilMs) {
      scope.counters.levels[0]!.hits += 1;
      return local;
    }
  }
  scope.counters.levels[0]!.misses += 1;
  const guard = memory.watch(memoryKey);
  try {
    for (const level of levels) {
      const seen = await level.look(place, []);
      if (seen === undefined) continue;
      const now = settings.clock.now();
      if (seen.made === undefined || !isFresh(seen.made, now)) {
        level.counters(scope).misses += 1;
        continue;
      }
      level.counters(scope).hits += 1;
      core.keep(guard, scope, seen.made);
      if (events.heard) {
        const { name } = level.settings;
        events.emit({ type: 'entry-hit', namespace: scope.path, key, level: name, stale: false });
      }
      return entryOf(seen.made, now);
    }
    if (events.heard) events.emit({ type: 'entry-missed', namespace: scope.path, key });
    return undefined;
  } finally {
    memory.unwatch(guard);
  }
}
