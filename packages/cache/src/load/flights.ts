import type { CacheEvents } from '../cache-event.ts';
import type { MemoryLevel } from '../memory/memory-level.ts';
import { claimLease } from '../remote/lease.ts';
import type { Lease } from '../remote/lease.ts';
import type { RemoteLevel, Seen } from '../remote/remote-level.ts';
import type { FailureBackoff } from './failure-backoff.ts';
import { Flight } from './flight.ts';
import type { FlightPlan } from './flight.ts';
import { loadValue } from './load-value.ts';
import type { LoadContext, LoadEnd, LoadFailure } from './load-value.ts';
import { isFresh } from './made.ts';
import type { Made } from './made.ts';
import type { Wakeups } from './wakeups.ts';

/** What flights need of the cache they fly for. */
export interface FlightsContext extends LoadContext {
  readonly memory: MemoryLevel;
  readonly levels: readonly RemoteLevel[];
  readonly backoff: FailureBackoff;
  readonly events: CacheEvents;
  readonly wakeups: Wakeups;
  readonly leaseTtlMs: number;
  readonly leaseWaitMs: number;
  /** Stores what landed in memory. */
  readonly keep: (flight: Flight, made: Made) => boolean;
  /** Tells other processes that the key has a new value. */
  readonly onFilled: (memoryKey: string) => void;
}

type Approach =
  | { readonly made: Made }
  | { readonly lease: Lease }
  /** The level cannot be asked. */
  | 'out'
  /** Another process has been loading for too long: load, and do not store here. */
  | 'waited';

// A key that changes this often between look and lease, or seems to, is loaded without one.
const mostChanges = 10;
const longestPollMs = 100;

/** The loads under way in this process: one per key. */
export class Flights {
  readonly #context: FlightsContext;
  readonly #flights = new Map<string, Flight>();
  /** How a load ends that no level waits for. */
  readonly #direct: LoadEnd = {
    loaded: (flight, made) => {
      this.#loaded(flight, made);
      this.#arrived(flight, made);
    },
    failed: (flight, failure) => {
      this.#loadFailed(flight, failure);
      this.#crashed(flight, failure.reason);
    },
  };

  constructor(context: FlightsContext) {
    this.#context = context;
  }

  get(memoryKey: string): Flight | undefined {
    return this.#flights.get(memoryKey);
  }

  /** Those who are on board get their value; whoever comes from now on gets a flight of their own. */
  detach(memoryKey: string): void {
    this.#flights.delete(memoryKey);
  }

  /** Makes a flight: from now on it is the one for its key. It departs when its first passenger is on board. */
  prepare(plan: FlightPlan): Flight {
    const { memoryKey } = plan.place;
    const flight = new Flight(plan, this.#context.memory.watch(memoryKey));
    this.#flights.set(memoryKey, flight);
    return flight;
  }

  /** Lets a flight go: its loader is told whether somebody waits. */
  depart(flight: Flight): void {
    if (this.#context.levels.length === 0) return this.#load(flight, this.#direct);
    this.#through(flight, 0).then(
      (made) => this.#arrived(flight, made),
      (error: unknown) => this.#crashed(flight, error),
    );
  }

  #arrived(flight: Flight, made: Made): void {
    const { keep, onFilled } = this.#context;
    const { memoryKey, scope } = flight.plan.place;
    try {
      const stored = made.storable && keep(flight, made);
      if (made.source === 'load' && made.storable) {
        onFilled(memoryKey);
        if (!stored) scope.counters.fillsRefused += 1;
      }
    } catch (error) {
      return this.#crashed(flight, error);
    }
    this.#over(flight);
    flight.land(made);
    flight.plan.onSettledWithoutLoad?.();
  }

  #crashed(flight: Flight, error: unknown): void {
    this.#over(flight);
    flight.fail(error);
    flight.plan.onSettledWithoutLoad?.();
  }

  #over(flight: Flight): void {
    const { memoryKey } = flight.plan.place;
    this.#context.memory.unwatch(flight.guard);
    if (this.#flights.get(memoryKey) === flight) this.#flights.delete(memoryKey);
  }

  /** The value from the level at `index` or those below it, stored on its way up. */
  #through(flight: Flight, index: number): Promise<Made> {
    const level = this.#context.levels[index];
    if (level !== undefined) return this.#throughLevel(flight, index, level);
    return new Promise((resolve, reject) => {
      this.#load(flight, {
        loaded: (_flight, made) => {
          this.#loaded(flight, made);
          resolve(made);
        },
        failed: (_flight, failure) => {
          this.#loadFailed(flight, failure);
          reject(failure.reason);
        },
      });
    });
  }

  async #throughLevel(flight: Flight, index: number, level: RemoteLevel): Promise<Made> {
    const { place, settings } = flight.plan;
    const seen = await level.look(place, settings.tags);
    const made = this.#freshIn(flight, level, seen);
    if (made !== undefined) return made;
    const approach = seen === undefined ? 'out' : await this.#approach(flight, level, seen);
    const epoch = level.lastEpoch;
    if (typeof approach === 'object' && 'made' in approach) return approach.made;
    if (typeof approach === 'string') {
      const below = await this.#through(flight, index + 1);
      if (approach === 'waited') return { ...below, storable: false };
      if (below.source === 'load' && below.storable) this.#missed(flight, level, { made: below, epoch });
      return below;
    }
    return this.#throughLease(flight, index, { lease: approach.lease, epoch });
  }

  #freshIn(flight: Flight, level: RemoteLevel, seen: Seen | undefined): Made | undefined {
    const { place, newerThanMs } = flight.plan;
    const made = seen?.made;
    if (made === undefined || made.createdAtMs <= newerThanMs) return undefined;
    if (!isFresh(made, this.#context.clock.now())) return undefined;
    level.counters(place.scope).hits += 1;
    return made;
  }

  /** Lets a level that is out have the value later, unless it was invalidated meanwhile. */
  #missed(flight: Flight, level: RemoteLevel, { made, epoch }: { made: Made; epoch: number }): void {
    const { guard, plan } = flight;
    const since = { asOf: guard.asOf, tags: made.tags };
    if (guard.dropped || this.#context.memory.invalidated(plan.place.scope, since) !== 'valid') return;
    level.missedWrite(plan.place, made, epoch);
  }

  async #throughLease(
    flight: Flight,
    index: number,
    { lease, epoch }: { lease: Lease; epoch: number },
  ): Promise<Made> {
    const level = this.#context.levels[index]!;
    let made: Made;
    try {
      made = await this.#through(flight, index + 1);
    } catch (error) {
      await lease.release();
      throw error;
    }
    if (!made.storable) {
      await lease.release();
      return made;
    }
    const filling = await lease.fill(made);
    if (filling === 'out') this.#missed(flight, level, { made, epoch });
    if (filling !== 'refused') return made;
    if (made.source === 'load') flight.plan.place.scope.counters.fillsRefused += 1;
    return { ...made, storable: false };
  }

  /** There was nothing fresh: asks for the right to fill the level, or waits for who has it and looks again. */
  async #approach(flight: Flight, level: RemoteLevel, first: Seen): Promise<Approach> {
    const { clock, random, leaseTtlMs, leaseWaitMs, wakeups, memory } = this.#context;
    const { place, settings } = flight.plan;
    const untilMs = clock.monotonicNow() + Math.min(leaseWaitMs, settings.hardTimeoutMs);
    level.counters(place.scope).misses += 1;
    let seen: Seen | undefined = first;
    for (let turn = 0, changes = 0; changes < mostChanges; turn += 1) {
      flight.throwIfAborted();
      if (turn > 0) {
        memory.unwatch(flight.guard);
        flight.guard = memory.watch(place.memoryKey);
        seen = await level.look(place, settings.tags);
        const made = this.#freshIn(flight, level, seen);
        if (made !== undefined) return { made };
      }
      if (seen === undefined) return 'out';
      if (seen.made !== undefined) flight.offer(seen.made);
      const claim = await claimLease(level, seen, { clock, random, leaseTtlMs });
      if (typeof claim === 'object') return claim;
      if (claim === 'out') return 'out';
      flight.announce();
      flight.plan.onSettledWithoutLoad?.();
      if (clock.monotonicNow() >= untilMs) return 'waited';
      // Nobody waits here and somebody loads elsewhere: what is stale stays so a little longer.
      if (!flight.wanted && flight.stale !== undefined) return { made: { ...flight.stale, storable: false } };
      if (claim === 'changed') changes += 1;
      else {
        await wakeups.wait(place.memoryKey, Math.min(5 * 2 ** turn, longestPollMs), flight.signal);
      }
    }
    return 'waited';
  }

  #load(flight: Flight, end: LoadEnd): void {
    flight.announce();
    flight.background = !flight.wanted;
    flight.plan.place.scope.counters.loads += 1;
    loadValue(flight, this.#context, end);
  }

  #loaded({ plan, background }: Flight, { loadMs, storable }: Made): void {
    const { backoff, events } = this.#context;
    const { scope, key, memoryKey } = plan.place;
    backoff.forget(memoryKey);
    if (!events.heard) return;
    const load = { namespace: scope.path, key, durationMs: loadMs, background };
    events.emit({ type: 'load-succeeded', ...load, stored: storable });
  }

  #loadFailed({ plan, background }: Flight, { reason, durationMs, givenUp }: LoadFailure): void {
    if (givenUp) return;
    const { backoff, events } = this.#context;
    const { scope, key, memoryKey } = plan.place;
    scope.counters.loadFailures += 1;
    backoff.failed(memoryKey, reason, scope.settings);
    if (!events.heard) return;
    events.emit({ type: 'load-failed', namespace: scope.path, key, durationMs, background, error: reason });
  }
}
