import { ToolError, withDeadline } from '@toolwright/core';
import type { CacheEntry, CacheLoader, CacheOptions } from '@toolwright/core';
import type { CacheCore } from '../cache-core.ts';
import { StoredEntry } from '../memory/stored-entry.ts';
import type { Place } from '../remote/remote-level.ts';
import { callSettings } from '../scope-settings.ts';
import type { CallSettings } from '../scope-settings.ts';
import type { Flight } from './flight.ts';
import { freshForIn } from './made.ts';
import type { Made } from './made.ts';
import { untilAborted } from './until-aborted.ts';
import { waitToTheEnd } from './wait-to-the-end.ts';

/** One call of `getOrSet`, and what it asks for. */
export interface Ask {
  readonly core: CacheCore;
  readonly place: Place;
  readonly load: CacheLoader<unknown>;
  readonly settings: CallSettings;
  readonly options: CacheOptions | undefined;
  readonly onSettledWithoutLoad?: (() => void) | undefined;
}

/**
 * Answers a call that memory could not answer at once. Rejects only with the loader's failure or the caller's signal,
 * and with `INVALID_OPTIONS`.
 */
export function serve(ask: Omit<Ask, 'settings'>): Promise<CacheEntry<unknown>> {
  const { core, place, load, options, onSettledWithoutLoad } = ask;
  try {
    options?.signal?.throwIfAborted();
    const settings = callSettings(place.scope.call, options);
    return answer({ core, place, load, settings, options, onSettledWithoutLoad });
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Throws where there is a failure to share. */
function answer(ask: Ask): Promise<CacheEntry<unknown>> {
  const { core, place, settings, options, onSettledWithoutLoad } = ask;
  const forced = options?.forceRefresh === true;
  const entry = core.memory.engine.get(place.memoryKey);
  const now = entry === undefined ? 0 : core.settings.clock.now();
  const local = entry && fromMemory(core, place, { entry, now });
  if (local?.fresh === true && !forced) {
    onSettledWithoutLoad?.();
    return Promise.resolve(hitAndRefresh(ask, local.entry, now));
  }
  const counters = place.scope.counters.levels[0]!;
  const stale = local?.made;
  if (
    stale !== undefined &&
    !forced &&
    local?.suspect !== true &&
    servable(stale, settings.staleWhileRevalidateMs, now)
  ) {
    counters.staleHits += 1;
    onSettledWithoutLoad?.();
    if (core.backoff.recent(place.memoryKey) === undefined)
      background(ask, { newerThanMs: Number.NEGATIVE_INFINITY, stale });
    return Promise.resolve(handOut(ask, stale, true));
  }
  counters.misses += 1;
  if (core.events.heard)
    core.events.emit({ type: 'entry-missed', namespace: place.scope.path, key: place.key });
  const failure = forced ? undefined : core.backoff.recent(place.memoryKey);
  if (failure !== undefined) {
    onSettledWithoutLoad?.();
    if (stale === undefined || !servable(stale, settings.staleIfErrorMs, now)) throw failure.reason;
    return Promise.resolve(handOut(ask, stale, true));
  }
  return board(ask, stale, forced ? core.settings.clock.now() : undefined);
}

/**
 * The value of a flight under way, for callers who will wait for it to the end: all who come at once share one promise.
 * `again` answers them when what the flight brings was invalidated before they came.
 */
export function shareFlight(
  core: CacheCore,
  flight: Flight,
  again: () => Promise<CacheEntry<unknown>>,
): Promise<unknown> {
  const joinedAt = core.memory.epoch;
  return flight.share(joinedAt, async () => {
    const made = await flight.done;
    const { scope } = flight.plan.place;
    const since = { asOf: flight.guard.asOf, tags: made.tags };
    if (joinedAt <= since.asOf || core.memory.invalidated(scope, since) === 'valid') return made.value;
    return (await again()).value;
  });
}

/** What memory holds for a key: fresh, or good enough to fall back on. */
function fromMemory(
  core: CacheCore,
  { scope, memoryKey }: Place,
  { entry, now }: { readonly entry: StoredEntry; readonly now: number },
): { entry: StoredEntry; made: Made; fresh: boolean; suspect: boolean } | undefined {
  const standing = core.memory.judge(entry, scope, now);
  if (standing === 'gone' || now >= StoredEntry.keepUntilMs(entry)) {
    core.memory.engine.delete(memoryKey);
    return undefined;
  }
  const { value, createdAtMs, freshUntilMs } = entry;
  const freshForMs = freshUntilMs - createdAtMs;
  const made: Made = {
    value,
    begunAtMs: createdAtMs,
    createdAtMs,
    freshForMs,
    lifeShare: 1,
    staleForMs: StoredEntry.keepUntilMs(entry) - freshUntilMs,
    loadMs: 0,
    tags: StoredEntry.tags(entry) ?? [],
    source: 'memory',
    storable: false,
  };
  const suspect = standing === 'suspect';
  return { entry, made, fresh: !suspect && now < freshUntilMs, suspect };
}

function hitAndRefresh(ask: Ask, entry: StoredEntry, now: number): CacheEntry<unknown> {
  const { core, place } = ask;
  const { scope, memoryKey, key } = place;
  scope.counters.levels[0]!.hits += 1;
  if (core.events.heard) {
    core.events.emit({ type: 'entry-hit', namespace: scope.path, key, level: 'memory', stale: false });
  }
  const due = StoredEntry.refreshDue(entry, now);
  if (due && core.backoff.recent(memoryKey) === undefined)
    background(ask, { newerThanMs: entry.createdAtMs });
  return entry;
}

/** Starts a flight that nobody waits for, unless one is under way. */
function background(ask: Ask, plan: { newerThanMs: number; stale?: Made }): void {
  const { core, place, load, settings } = ask;
  const under = core.flights.get(place.memoryKey);
  if (under !== undefined) {
    under.adopted = true;
    return;
  }
  const { newerThanMs, stale } = plan;
  const flight = core.flights.prepare({ place, load, settings, newerThanMs, stale });
  flight.adopted = true;
  core.flights.depart(flight);
}

/** Refreshes what nobody asked for yet. */
export function refresh(ask: Omit<Ask, 'settings'>, newerThanMs: number): void {
  const { core, place, options } = ask;
  if (core.backoff.recent(place.memoryKey) !== undefined) return;
  background({ ...ask, settings: callSettings(place.scope.call, options) }, { newerThanMs });
}

function board(
  ask: Ask,
  stale: Made | undefined,
  newerThanMs: number | undefined,
): Promise<CacheEntry<unknown>> {
  const { core, place, load, settings, onSettledWithoutLoad } = ask;
  const { memoryKey } = place;
  let flight = core.flights.get(memoryKey);
  // A refresh that was asked for now is not answered by a load that began before.
  if (flight !== undefined && newerThanMs !== undefined && flight.plan.newerThanMs < newerThanMs) {
    core.memory.dropGuards(memoryKey);
    flight = undefined;
  }
  if (flight !== undefined) {
    onSettledWithoutLoad?.();
    return wait(ask, flight);
  }
  const wanted = newerThanMs ?? Number.NEGATIVE_INFINITY;
  flight = core.flights.prepare({ place, load, settings, newerThanMs: wanted, stale, onSettledWithoutLoad });
  const waiting = wait(ask, flight);
  core.flights.depart(flight);
  return waiting;
}

function wait(ask: Ask, flight: Flight): Promise<CacheEntry<unknown>> {
  if (mayServeStale(ask.settings)) return waitOrServeStale(ask, flight);
  const joinedAt = ask.core.memory.epoch;
  return waitToTheEnd(flight, ask.options?.signal, (made) =>
    outdated(ask, flight, { made, joinedAt }) ? answer(ask) : handOut(ask, made, false),
  );
}

async function waitOrServeStale(ask: Ask, flight: Flight): Promise<CacheEntry<unknown>> {
  const { core, options } = ask;
  const signal = options?.signal;
  const joinedAt = core.memory.epoch;
  flight.join();
  try {
    await untilAborted(flight.found, signal);
    const early = staleOf(ask, flight, ask.settings.staleWhileRevalidateMs);
    if (early !== undefined && early.source !== 'memory' && !flight.forced) return adopt(ask, flight, early);
    const made = await landed(ask, flight);
    if (made === undefined) return adopt(ask, flight, flight.stale!);
    if (!outdated(ask, flight, { made, joinedAt })) return handOut(ask, made, false);
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    const stale = staleOf(ask, flight, ask.settings.staleIfErrorMs);
    if (stale === undefined) throw error;
    return handOut(ask, stale, true);
  } finally {
    flight.leave(signal?.aborted === true ? signal.reason : undefined);
  }
  return answer(ask);
}

function mayServeStale({ staleWhileRevalidateMs, staleIfErrorMs }: CallSettings): boolean {
  return staleWhileRevalidateMs > 0 || staleIfErrorMs > 0;
}

/** Whether the value was invalidated before this caller came on board: then it must not reach it. */
function outdated(
  { core, place }: Ask,
  { guard }: Flight,
  { made, joinedAt }: { readonly made: Made; readonly joinedAt: number },
): boolean {
  if (joinedAt <= guard.asOf) return false;
  return core.memory.invalidated(place.scope, { asOf: guard.asOf, tags: made.tags }) !== 'valid';
}

/** What the flight has found that is stale, if it may still be served so long after its time. */
function staleOf(ask: Ask, flight: Flight, graceMs: number): Made | undefined {
  const { stale } = flight;
  if (stale === undefined || !servable(stale, graceMs, ask.core.settings.clock.now())) return undefined;
  const since = { asOf: flight.guard.asOf, tags: stale.tags };
  return ask.core.memory.invalidated(ask.place.scope, since) === 'gone' ? undefined : stale;
}

/** What the flight brings, or `undefined` when the soft timeout passed and there is something stale to serve. */
async function landed(ask: Ask, flight: Flight): Promise<Made | undefined> {
  const { core, settings, options } = ask;
  const { softTimeoutMs } = settings;
  const { clock } = core.settings;
  const graceMs = Math.max(settings.staleIfErrorMs, settings.staleWhileRevalidateMs);
  if (softTimeoutMs === undefined || staleOf(ask, flight, graceMs) === undefined) {
    return untilAborted(flight.done, options?.signal);
  }
  const late = new ToolError(
    'OPERATION_TIMEOUT',
    `The load took longer than its softTimeoutMs of ${softTimeoutMs}`,
  );
  try {
    return await withDeadline(() => flight.done, {
      clock,
      timeoutMs: softTimeoutMs,
      signal: options?.signal,
      onTimeout: () => late,
    });
  } catch (error) {
    if (error !== late) throw error;
    return staleOf(ask, flight, graceMs) === undefined
      ? untilAborted(flight.done, options?.signal)
      : undefined;
  }
}

/** Serves something stale on the promise that the flight goes on. */
function adopt(ask: Ask, flight: Flight, stale: Made): CacheEntry<unknown> {
  flight.adopted = true;
  const level = ask.core.levels.find(({ settings }) => settings.name === stale.source);
  if (level !== undefined) level.counters(ask.place.scope).staleHits += 1;
  return handOut(ask, stale, true);
}

function handOut({ core, place }: Ask, made: Made, stale: boolean): CacheEntry<unknown> {
  const { scope, key } = place;
  if (stale) scope.counters.staleServed += 1;
  const { value, createdAtMs, source } = made;
  const fresh =
    source === 'load' ? freshForIn(made, core.settings.memory.ttlMs, createdAtMs) : made.freshForMs;
  if (core.events.heard && source !== 'load') {
    core.events.emit({ type: 'entry-hit', namespace: scope.path, key, level: source, stale });
  }
  return { value, createdAtMs, freshUntilMs: createdAtMs + fresh, source, stale };
}

/** Whether a stale value may be served so long after its time. */
function servable(made: Made, graceMs: number, now: number): boolean {
  return graceMs > 0 && now < made.createdAtMs + made.freshForMs + graceMs;
}
