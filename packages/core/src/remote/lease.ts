import { numberOption } from '../errors/invalid-options.ts';
import type { Clock } from '../ports/clock.ts';
import type { KeyValueStore, Ttl } from '../ports/key-value-store.ts';
import type { Random } from '../ports/random.ts';
import { pause } from './pause.ts';

/** How a lease is asked for. */
export interface LeaseOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** How long the lease lasts unless it is renewed, a positive integer: what a crashed holder costs the others. */
  readonly ttlMs: number;
  /** How long to wait while another holds it. @default 0 */
  readonly waitMs?: number;
  /** Leaving early: the wait rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What asking for a lease came to: it is ours, another's, or the key holds a value and there is nothing to lease. */
export type LeaseAnswer =
  | { readonly status: 'held'; readonly lease: Lease }
  | { readonly status: 'busy' }
  | { readonly status: 'filled'; readonly value: string };

/**
 * The right to work on a key, for a while. Whoever loses it (by its time, or a delete of the key) is told by the next
 * method: it answers `false` and has changed nothing. All reject as the store does.
 */
export interface Lease {
  readonly key: string;
  /** Monotonic milliseconds until which the lease is ours for certain, unless the key is deleted. */
  readonly expiresAtMs: number;
  /** Makes the lease last `ttlMs` from now. */
  renew(): Promise<boolean>;
  /** Gives the lease back: the key is free. */
  release(): Promise<boolean>;
  /** Replaces the lease by a value, which ends it. Refused after a delete in between: the value may be out of date. */
  fill(value: string, ttl: Ttl): Promise<boolean>;
}

const recordPattern = /^lease:[A-Za-z0-9_-]{22}$/;
const shortestPollMs = 10;
const longestPollMs = 250;

/** Whether what a key holds is somebody's lease and not a value. Readers take it as a miss; never store such a value. */
export function isLeaseRecord(value: string): boolean {
  return recordPattern.test(value);
}

/**
 * Asks for the lease of a key: one holder at a time among all processes of the store. The lease is a record under the
 * key itself, with a random owner, written by `compareAndSet`; so one key is enough, on a cluster too.
 *
 * While another holds it the key is asked again with growing, scattered pauses (10 to 250 ms) until `waitMs` is over.
 *
 * @throws what the store rejects with. A record whose reply was lost costs its `ttlMs`.
 */
export async function lease(store: KeyValueStore, key: string, options: LeaseOptions): Promise<LeaseAnswer> {
  const { clock, random, signal } = options;
  const ttlMs = numberOption('ttlMs', options.ttlMs, { min: 1, integer: true });
  const waitMs = numberOption('waitMs', options.waitMs ?? 0, { min: 0 });
  signal?.throwIfAborted();
  const record = `lease:${Buffer.from(random.bytes(16)).toString('base64url')}`;
  const startedAtMs = clock.monotonicNow();
  let askedAtMs = startedAtMs;
  for (let pollMs = shortestPollMs; ; pollMs = Math.min(pollMs * 2, longestPollMs)) {
    const taken = await store.compareAndSet(key, undefined, record, { ttlMs });
    if (taken) return { status: 'held', lease: leaseOf({ store, key, record, ttlMs, clock }, askedAtMs) };
    const value = await store.get(key);
    if (value !== undefined && !isLeaseRecord(value)) return { status: 'filled', value };
    const leftMs = startedAtMs + waitMs - clock.monotonicNow();
    if (leftMs <= 0) return { status: 'busy' };
    await pause(clock, Math.min(pollMs * (0.5 + random.next() / 2), leftMs), signal);
    askedAtMs = clock.monotonicNow();
  }
}

interface Held {
  readonly store: KeyValueStore;
  readonly key: string;
  readonly record: string;
  readonly ttlMs: number;
  readonly clock: Clock;
}

function leaseOf(held: Held, takenAtMs: number): Lease {
  const { store, key, record, ttlMs, clock } = held;
  let expiresAtMs = takenAtMs + ttlMs;
  return {
    key,
    get expiresAtMs() {
      return expiresAtMs;
    },
    async renew() {
      const askedAtMs = clock.monotonicNow();
      const renewed = await store.compareAndSet(key, record, record, { ttlMs });
      if (renewed) expiresAtMs = askedAtMs + ttlMs;
      return renewed;
    },
    release: () => store.compareAndSet(key, record, undefined, { ttlMs }),
    fill: (value, ttl) => store.compareAndSet(key, record, value, ttl),
  };
}
