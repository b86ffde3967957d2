// @toolwright/ratelimit
// index.d.ts
export { createRateLimiter } from './rate-limiter.ts';
export type { ConsumeOptions, PartialGrant, PolicyRateLimiter, RateLimiterOptions } from './rate-limiter.ts';
export type { Reservation } from './reservation.ts';
export type { Lease } from './lease.ts';
export { tokenBucket } from './algorithms/token-bucket.ts';
export type { TokenBucketOptions } from './algorithms/token-bucket.ts';
export { rollingWindow } from './algorithms/rolling-window.ts';
export type { RollingWindowOptions } from './algorithms/rolling-window.ts';
export { leakyBucket } from './algorithms/leaky-bucket.ts';
export type { LeakyBucketOptions } from './algorithms/leaky-bucket.ts';
export { fixedWindow } from './algorithms/fixed-window.ts';
export type { FixedWindowOptions } from './algorithms/fixed-window.ts';
export { calendarWindow } from './algorithms/calendar-window.ts';
export type { CalendarPeriod, CalendarWindowOptions } from './algorithms/calendar-window.ts';
export { concurrency } from './algorithms/concurrency.ts';
export type { ConcurrencyOptions } from './algorithms/concurrency.ts';
export type { PolicyOptions, RateLimitPolicy, WhenStoreFails, WindowBounds, WindowedPolicyOptions, } from './policy.ts';
export type { RateLimitStore, SpendingChange, StoreAnswer } from './stores/rate-limit-store.ts';
export type { Instant, Question } from './decide.ts';
export type { Plan } from './plan.ts';
export type { Algorithm, State } from './algorithms/algorithm.ts';

// algorithms/algorithm.d.ts
import type { RateLimitPolicy } from '../policy.ts';
/**
 * What a policy remembers of one key: whole numbers, the first of them the instant (in microseconds) for which the
 * others hold. The same numbers in memory and in Redis.
 */
export type State = readonly number[];
/**
 * One way to count, as pure functions over a {@link State}; amounts are in thousandths of cost, times in microseconds.
 * Each has a twin in Lua, and a property test holds the two together.
 *
 * Everything but `advance` wants a state that `advance` has brought to now. Time that runs backwards (a server that
 * took over with another clock) counts as no time at all: nothing is forgiven, and nothing is locked.
 */
export interface Algorithm {
    /** The state as it stands at `now`; `undefined` is a key never seen, or forgotten. */
    advance(state: State | undefined, policy: RateLimitPolicy, now: number): State;
    /** As `advance`, then `charge` if the amount fits, in one step; `undefined` when it does not. The hot path. */
    take(state: State | undefined, policy: RateLimitPolicy, amount: number, now: number): State | undefined;
    /** The largest amount that fits now; below 0 while there is debt. */
    room(state: State, policy: RateLimitPolicy): number;
    /** The state after spending `amount`, whether it fits or not. */
    charge(state: State, policy: RateLimitPolicy, amount: number): State;
    /**
     * The state after giving `amount` back. `chargedAt` is when it was spent, or -1 if nobody knows: what has left the
     * window since is not given back a second time.
     */
    giveBack(state: State, policy: RateLimitPolicy, amount: number, chargedAt: number): State;
    /** How long until `amount` fits; 0: now; `Infinity`: never. */
    retryAfter(state: State, policy: RateLimitPolicy, amount: number): number;
    /** How long until the state is as new. */
    resetAfter(state: State, policy: RateLimitPolicy): number;
    /** `room` in whole units of cost and `resetAfter` in milliseconds, as decisions say them. The hot path. */
    unitsLeft(state: State, policy: RateLimitPolicy): number;
    resetAfterMs(state: State, policy: RateLimitPolicy): number;
    /** How long a booking made now waits for its turn, when the policy books ahead and its queue has a place. */
    wait?(state: State, policy: RateLimitPolicy): number;
}

// algorithms/calendar-window.d.ts
import type { PolicyOptions, RateLimitPolicy } from '../policy.ts';
/** A stretch of the calendar. Weeks start on Monday. */
export type CalendarPeriod = 'day' | 'week' | 'month' | 'year';
/** What {@link calendarWindow} can be told. */
export interface CalendarWindowOptions extends PolicyOptions {
    readonly period: CalendarPeriod;
    /** The IANA time zone whose midnights bound the windows, such as `Europe/Madrid`. @default 'UTC' */
    readonly timeZone?: string;
}
/**
 * Admits `limit` per day, week, month or year of a time zone's calendar, summer time included. `windowMs` reports the
 * period's longest form (31 days for a month); where the window really ends is in `resetAfterMs`.
 */
export declare function calendarWindow(options: CalendarWindowOptions): RateLimitPolicy;

// algorithms/concurrency.d.ts
import type { PolicyOptions, RateLimitPolicy } from '../policy.ts';
/** What {@link concurrency} can be told. */
export interface ConcurrencyOptions extends PolicyOptions {
    /** How much may be held at once, over all processes: an integer from 1 to 1 000. */
    readonly limit: number;
    /** After how many milliseconds a place that nobody released or renewed is free again; as `windowMs` elsewhere. */
    readonly leaseMs: number;
}
/**
 * Admits `limit` at once. Take a place with `acquire` and release it; one whose holder died is free after `leaseMs`.
 * A plain `consume` holds its place for that long.
 */
export declare function concurrency(options: ConcurrencyOptions): RateLimitPolicy;

// algorithms/fixed-window.d.ts
import type { RateLimitPolicy, WindowedPolicyOptions } from '../policy.ts';
/** What {@link fixedWindow} can be told. */
export interface FixedWindowOptions extends WindowedPolicyOptions {
}
/**
 * Admits `limit` in each window of `windowMs`; the windows follow one another from midnight UTC, 1 January 2026. Cheap
 * and easy to explain, but two windows' limits can meet at their border: the worst window holds twice the limit.
 */
export declare function fixedWindow(options: FixedWindowOptions): RateLimitPolicy;

// algorithms/leaky-bucket.d.ts
import type { RateLimitPolicy, WindowedPolicyOptions } from '../policy.ts';
/** What {@link leakyBucket} can be told. */
export interface LeakyBucketOptions extends WindowedPolicyOptions {
    /** How much cost may be booked ahead by `waitFor`, over all processes: an integer from 0. @default the limit */
    readonly queue?: number;
}
/**
 * Paces: lets one pass, then nothing until its cost has drained at `limit` per `windowMs`. `consume` is refused
 * between the turns; `waitFor` books the next free turn, in the store, so that all processes share one pace. A booked
 * turn that is cancelled shortens the queue at its end, where two turns may then coincide. A cost above the limit is
 * never admitted.
 */
export declare function leakyBucket(options: LeakyBucketOptions): RateLimitPolicy;

// algorithms/rolling-window.d.ts
import type { RateLimitPolicy, WindowedPolicyOptions } from '../policy.ts';
/** What {@link rollingWindow} can be told. */
export interface RollingWindowOptions extends WindowedPolicyOptions {
}
/**
 * Admits at most `limit` in every window of `windowMs`, wherever it starts. Counts in tenths of the window, so a
 * cost leaves up to a tenth of a window late: it may refuse what an exact log would admit, never the reverse.
 */
export declare function rollingWindow(options: RollingWindowOptions): RateLimitPolicy;

// algorithms/token-bucket.d.ts
import type { RateLimitPolicy, WindowedPolicyOptions } from '../policy.ts';
/** What {@link tokenBucket} can be told. */
export interface TokenBucketOptions extends WindowedPolicyOptions {
    /** How much may be spent at once after a pause: a positive integer. @default the limit */
    readonly burst?: number;
}
/**
 * Admits `limit` per `windowMs`, evenly, and up to `burst` at once after a pause (GCRA). The worst window holds
 * `burst + limit`: a full burst and what flows back meanwhile. Take a small `burst` to stay near the limit, or
 * `rollingWindow` where the limit must hold in every window.
 */
export declare function tokenBucket(options: TokenBucketOptions): RateLimitPolicy;

// decide.d.ts
import type { State } from './algorithms/algorithm.ts';
import type { RateLimitPolicy } from './policy.ts';
/** What is asked of the policies of one key. */
export interface Question {
    /**
     * `take`: all of it or nothing. `take-up-to`: as many whole units as fit. `book`: as `take`, but where a policy
     * books ahead, a turn at most `horizon` away will do. `peek`: what `take` would answer. `renew`: starts the places
     * anew that `concurrency` policies hold since `since`, or takes nothing when they are not held any more.
     */
    readonly mode: 'take' | 'take-up-to' | 'book' | 'peek' | 'renew';
    /** Thousandths of cost, above 0. */
    readonly parts: number;
    /** Microseconds; only for `book`. */
    readonly horizon: number;
    /** Only for `renew`. */
    readonly since?: Instant;
}
/**
 * Now, in microseconds, on the two lines of time that policies follow: lengths are measured where no clock is ever
 * set, the borders of calendar windows where the wall clock is. In Redis both are the server's.
 */
export interface Instant {
    readonly elapsed: number;
    readonly calendar: number;
}
/**
 * Where the policies of a plan stand, three numbers each, in the plan's order: the room left (in parts of cost), the
 * microseconds until the asked cost fits (0 when it did), and until the policy is as new.
 */
export type Standings = readonly number[];
/** What the policies of one key answered together. */
export interface Verdict {
    /** The index of the policy that refused (of several, the one to wait for longest), or -1. */
    readonly refusedBy: number;
    /** The index of a shadow policy that would have refused, or -1. */
    readonly shadowedBy: number;
    /** The thousandths of cost that were taken. */
    readonly taken: number;
    /** How long the booked turn is away, in microseconds. */
    readonly wait: number;
    readonly standings: Standings;
}
/** Brings each policy's state to now. */
export declare function advanceAll(policies: readonly RateLimitPolicy[], states: readonly (State | undefined)[], instant: Instant): State[];
/**
 * Asks all policies, then charges all of them or none; a shadow policy that would refuse is not asked twice, and not
 * charged. Pure: answers the states to keep, beside the verdict.
 */
export declare function decide(policies: readonly RateLimitPolicy[], states: readonly State[], question: Question): readonly [State[], Verdict];
/** Spends `parts` whether they fit or not: what is above the limit is debt. */
export declare function chargeAll(policies: readonly RateLimitPolicy[], states: readonly State[], parts: number): State[];
/** Gives `parts` back to every policy; `chargedAt` as in {@link Algorithm.giveBack}, `undefined` for unknown. */
export declare function giveBackAll(policies: readonly RateLimitPolicy[], states: readonly State[], parts: number, chargedAt: Instant | undefined): State[];
/** Frees the places that `concurrency` policies hold since `since`. */
export declare function releaseAll(policies: readonly RateLimitPolicy[], states: readonly State[], parts: number, since: Instant): State[];
/** How long until every policy is as new: the key need not be remembered after that. */
export declare function longestReset(policies: readonly RateLimitPolicy[], states: readonly State[]): number;

// lease.d.ts
import type { RateLimitDecision } from '@toolwright/core';
import type { StoreAnswer } from './stores/rate-limit-store.ts';
import type { Instant } from './decide.ts';
/** Places of `concurrency` policies, held until they are released, or end by themselves. */
export interface Lease {
    /** When refused, nothing is held, `renew` answers false and `release` does nothing. */
    readonly decision: RateLimitDecision;
    /** Starts the lease anew; false when it has ended, or the store did not answer. */
    renew(): Promise<boolean>;
    /** Frees the places; other policies keep what was spent. Again, or after the end: does nothing. */
    release(): Promise<void>;
}
/** What a lease asks of its limiter. */
export interface LeaseKeeper {
    renew(parts: number, since: Instant): Promise<StoreAnswer>;
    release(parts: number, since: Instant): Promise<void>;
}
/** Makes the lease of a store's answer. A lease that was given without the store cannot be released: it ends. */
export declare function leaseOf(answer: StoreAnswer, keeper: LeaseKeeper): Lease;

// plan.d.ts
import type { RateLimitPolicy } from './policy.ts';
/** The policies of a limiter, checked together. A store may keep what it derives from a plan, by identity. */
export interface Plan {
    readonly policies: readonly RateLimitPolicy[];
    /** The policy, when there is just one and it refuses in earnest: the hot path. */
    readonly only: RateLimitPolicy | undefined;
    /** What tells the policies' states apart, in a store: the name and the algorithm. */
    readonly identities: readonly string[];
    /** Whether the states are those of one policy, and always four numbers. */
    readonly rowed: boolean;
    /** Whether a window follows the wall clock. */
    readonly followsCalendar: boolean;
}
/** Checks that the policies can stand together: 1 to 16, under different names. */
export declare function planOf(policies: readonly RateLimitPolicy[]): Plan;
/** Whether the policy's windows are instants of the wall clock, not lengths of time. */
export declare function followsWallClock(policy: RateLimitPolicy): boolean;

// policy.d.ts
import type { Algorithm } from './algorithms/algorithm.ts';
/** What a policy does while the store does not answer. */
export type WhenStoreFails = 'open' | 'closed' | 'local';
/** What every policy can be told. */
export interface PolicyOptions {
    /**
     * Names the policy in decisions and HTTP fields: 1 to 64 letters, digits, `.`, `_`, `-`; unique in its limiter. A
     * policy keeps its state for as long as it keeps its name and algorithm. @default 'default'
     */
    readonly name?: string;
    /** How much may be spent per window: a positive integer, at most 9 007 199 254 740. */
    readonly limit: number;
    /** Counts and reports what it would refuse, but refuses nothing. @default false */
    readonly shadow?: boolean;
    /**
     * While the store does not answer: `open` admits, `closed` refuses, `local` decides in this process alone, so that
     * N processes together admit at most N times the limit more in a window, and the limit once more when the store comes
     * back empty. @default 'local'
     */
    readonly whenStoreFails?: WhenStoreFails;
}
/** A policy whose window is a length of time. */
export interface WindowedPolicyOptions extends PolicyOptions {
    /** The window's length: a whole number of milliseconds from 1 to 31 622 400 000 (366 days). */
    readonly windowMs: number;
}
/** The instants between which a window runs, in microseconds since {@link epochMs}. */
export interface WindowBounds {
    readonly start: number;
    readonly end: number;
}
/** One rule of a limiter. Made by `tokenBucket`, `rollingWindow`, `leakyBucket`, `fixedWindow`,
 * `calendarWindow` and `concurrency`. */
export interface RateLimitPolicy {
    readonly kind: 'token-bucket' | 'leaky-bucket' | 'rolling-window' | 'fixed-window' | 'calendar-window' | 'concurrency';
    readonly name: string;
    readonly limit: number;
    readonly windowMs: number;
    readonly shadow: boolean;
    readonly whenStoreFails: WhenStoreFails;
    /** What the algorithm bounds the state by: the burst, or the places of the queue, or the limit, in its own unit. */
    readonly capacity: number;
    readonly algorithm: Algorithm;
    /** Of windows that follow the calendar: the one that holds an instant. */
    readonly bounds?: (now: number) => WindowBounds;
}
/**
 * Where the microseconds of a state start: midnight UTC, 1 January 2026. Recent, so that they stay short; fixed
 * windows are aligned to it.
 */
export declare const epochMs = 1767225600000;
/** The part of a policy that does not depend on the algorithm, checked. */
export declare function policyBase(options: PolicyOptions): Pick<RateLimitPolicy, 'name' | 'limit' | 'shadow' | 'whenStoreFails'>;
/** An amount of cost in an option, checked. */
export declare function limitOption(option: string, value: number, min?: number, max?: number): number;
/** A window's length in an option, checked. */
export declare function windowOption(value: number, option?: string): number;

// rate-limiter.d.ts
import type { Clock, RateLimitDecision, RateLimiter } from '@toolwright/core';
import type { Lease } from './lease.ts';
import type { RateLimitPolicy } from './policy.ts';
import type { Reservation } from './reservation.ts';
import type { RateLimitStore } from './stores/rate-limit-store.ts';
/** What {@link createRateLimiter} is made of. */
export interface RateLimiterOptions {
    /** 1 to 16 policies under different names; a request must fit all of them. */
    readonly policies: readonly RateLimitPolicy[];
    /** Where spending is remembered, for this limiter alone. @default this process's memory */
    readonly store?: RateLimitStore;
    /**
     * How many keys are remembered in memory, at least 1; above that, one that was not used lately is forgotten. Only
     * without a `store`. @default 100_000
     */
    readonly maxKeys?: number;
    /** How many callers may wait in `waitFor` at once, over all keys; from 0. @default 1_000 */
    readonly maxWaiting?: number;
    /**
     * Read anew for each decision. @default systemClock; without a `store`, decisions share its readings in a burst, up to
     * 32 each and never past the microtasks at hand
     */
    readonly clock?: Clock;
}
/** What one call may say. */
export interface ConsumeOptions {
    /**
     * At most 9 007 199 254 740; counted in thousandths, never less than one. Above 0, but that `consume` peeks for 0.
     * @default 1
     */
    readonly cost?: number;
    readonly signal?: AbortSignal;
}
/** A decision about a part. */
export interface PartialGrant {
    /** How much was taken: the whole cost, or as many whole units as fit, or 0. */
    readonly granted: number;
    /** Allowed when anything was granted. */
    readonly decision: RateLimitDecision;
}
/** A {@link RateLimiter} with what only this package offers. */
export interface PolicyRateLimiter extends RateLimiter, Disposable {
    /** Takes as much of `cost` as fits every policy, in whole units; nothing when not even one unit does. */
    consumeUpTo(key: string, options: ConsumeOptions & {
        readonly cost: number;
    }): Promise<PartialGrant>;
    /**
     * Takes an estimate now, to be corrected by the reservation's `settle` or `cancel` once the cost is known. A
     * reservation that nobody settles, because its process died, stays spent as estimated and leaves with its window.
     */
    reserve(key: string, options: ConsumeOptions & {
        readonly cost: number;
    }): Promise<Reservation>;
    /**
     * Takes `cost` as `consume` does, and holds the places of `concurrency` policies until the lease is released, or
     * their `leaseMs` has passed since it was taken or renewed.
     */
    acquire(key: string, options?: ConsumeOptions): Promise<Lease>;
    /** Applies other policies from the next call on. A policy that keeps its name and algorithm keeps what was spent. */
    replacePolicies(policies: readonly RateLimitPolicy[]): void;
}
/**
 * Makes a limiter over one or more policies: a request is charged to all of them, or refused and charged to none.
 *
 * @throws `INVALID_OPTIONS` naming the option that cannot be used.
 */
export declare function createRateLimiter(options: RateLimiterOptions): PolicyRateLimiter;

// reservation.d.ts
import type { RateLimitDecision } from '@toolwright/core';
import type { SpendingChange, StoreAnswer } from './stores/rate-limit-store.ts';
/** An estimate that was taken, until its true cost is known. The first `settle` or `cancel` counts, later ones do nothing. */
export interface Reservation {
    /** When refused, nothing was taken, and `settle` and `cancel` do nothing. */
    readonly decision: RateLimitDecision;
    /**
     * Corrects what was taken to `cost`, from 0. What was too much is given back, except what has left the window since;
     * what was too little is charged even where it does not fit: the key is in debt, and refused until that has passed.
     */
    settle(cost: number): Promise<void>;
    /** The work did not happen: gives all back. */
    cancel(): Promise<void>;
}
/** Makes the reservation of a store's answer. */
export declare function reservationOf(answer: StoreAnswer, change: (change: SpendingChange) => Promise<void>): Reservation;

// stores/rate-limit-store.d.ts
import type { Awaitable, RateLimitDecision } from '@toolwright/core';
import type { Instant, Question } from '../decide.ts';
import type { Plan } from '../plan.ts';
/**
 * Where the states of keys live. Every method decides or changes one key atomically, and settles within the store's
 * own deadline; none rejects because the store is broken: then the policies' `whenStoreFails` decides.
 */
export interface RateLimitStore {
    /** Takes `parts` thousandths of cost, all or nothing. The hot path. */
    take(plan: Plan, key: string, parts: number): Awaitable<RateLimitDecision>;
    /** Answers any question about the key. */
    ask(plan: Plan, key: string, question: Question): Awaitable<StoreAnswer>;
    /** Changes what the key has spent. */
    change(plan: Plan, key: string, change: SpendingChange): Awaitable<void>;
    /** Lets go of timers; the store answers no more. */
    [Symbol.dispose](): void;
}
/** An answer with what a later change needs to know of it. */
export interface StoreAnswer {
    readonly decision: RateLimitDecision;
    /** The thousandths of cost that were taken. */
    readonly taken: number;
    /** Milliseconds until the booked turn. */
    readonly waitMs: number;
    /** When, by the store's clock; `undefined` when the store did not answer. */
    readonly at: Instant | undefined;
}
/** A change of what a key has spent. */
export type SpendingChange = 
/** More was spent than was taken: charged whether it fits or not. */
{
    readonly kind: 'charge';
    readonly parts: number;
}
/** Less was spent. `chargedAt` is when it was taken, if known. */
 | {
    readonly kind: 'give-back';
    readonly parts: number;
    readonly chargedAt?: Instant | undefined;
}
/** The places that `concurrency` policies hold since then are free. */
 | {
    readonly kind: 'release';
    readonly parts: number;
    readonly chargedAt: Instant;
} | {
    readonly kind: 'forget';
};

// @toolwright/ratelimit/redis
// redis/index.d.ts
export { redisStore } from './redis-store.ts';
export type { RedisStoreOptions } from './redis-store.ts';
export type { RedisScriptClient } from './script-client.ts';

// algorithms/algorithm.d.ts
import type { RateLimitPolicy } from '../policy.ts';
/**
 * What a policy remembers of one key: whole numbers, the first of them the instant (in microseconds) for which the
 * others hold. The same numbers in memory and in Redis.
 */
export type State = readonly number[];
/**
 * One way to count, as pure functions over a {@link State}; amounts are in thousandths of cost, times in microseconds.
 * Each has a twin in Lua, and a property test holds the two together.
 *
 * Everything but `advance` wants a state that `advance` has brought to now. Time that runs backwards (a server that
 * took over with another clock) counts as no time at all: nothing is forgiven, and nothing is locked.
 */
export interface Algorithm {
    /** The state as it stands at `now`; `undefined` is a key never seen, or forgotten. */
    advance(state: State | undefined, policy: RateLimitPolicy, now: number): State;
    /** As `advance`, then `charge` if the amount fits, in one step; `undefined` when it does not. The hot path. */
    take(state: State | undefined, policy: RateLimitPolicy, amount: number, now: number): State | undefined;
    /** The largest amount that fits now; below 0 while there is debt. */
    room(state: State, policy: RateLimitPolicy): number;
    /** The state after spending `amount`, whether it fits or not. */
    charge(state: State, policy: RateLimitPolicy, amount: number): State;
    /**
     * The state after giving `amount` back. `chargedAt` is when it was spent, or -1 if nobody knows: what has left the
     * window since is not given back a second time.
     */
    giveBack(state: State, policy: RateLimitPolicy, amount: number, chargedAt: number): State;
    /** How long until `amount` fits; 0: now; `Infinity`: never. */
    retryAfter(state: State, policy: RateLimitPolicy, amount: number): number;
    /** How long until the state is as new. */
    resetAfter(state: State, policy: RateLimitPolicy): number;
    /** `room` in whole units of cost and `resetAfter` in milliseconds, as decisions say them. The hot path. */
    unitsLeft(state: State, policy: RateLimitPolicy): number;
    resetAfterMs(state: State, policy: RateLimitPolicy): number;
    /** How long a booking made now waits for its turn, when the policy books ahead and its queue has a place. */
    wait?(state: State, policy: RateLimitPolicy): number;
}

// decide.d.ts
import type { State } from './algorithms/algorithm.ts';
import type { RateLimitPolicy } from './policy.ts';
/** What is asked of the policies of one key. */
export interface Question {
    /**
     * `take`: all of it or nothing. `take-up-to`: as many whole units as fit. `book`: as `take`, but where a policy
     * books ahead, a turn at most `horizon` away will do. `peek`: what `take` would answer. `renew`: starts the places
     * anew that `concurrency` policies hold since `since`, or takes nothing when they are not held any more.
     */
    readonly mode: 'take' | 'take-up-to' | 'book' | 'peek' | 'renew';
    /** Thousandths of cost, above 0. */
    readonly parts: number;
    /** Microseconds; only for `book`. */
    readonly horizon: number;
    /** Only for `renew`. */
    readonly since?: Instant;
}
/**
 * Now, in microseconds, on the two lines of time that policies follow: lengths are measured where no clock is ever
 * set, the borders of calendar windows where the wall clock is. In Redis both are the server's.
 */
export interface Instant {
    readonly elapsed: number;
    readonly calendar: number;
}
/**
 * Where the policies of a plan stand, three numbers each, in the plan's order: the room left (in parts of cost), the
 * microseconds until the asked cost fits (0 when it did), and until the policy is as new.
 */
export type Standings = readonly number[];
/** What the policies of one key answered together. */
export interface Verdict {
    /** The index of the policy that refused (of several, the one to wait for longest), or -1. */
    readonly refusedBy: number;
    /** The index of a shadow policy that would have refused, or -1. */
    readonly shadowedBy: number;
    /** The thousandths of cost that were taken. */
    readonly taken: number;
    /** How long the booked turn is away, in microseconds. */
    readonly wait: number;
    readonly standings: Standings;
}
/** Brings each policy's state to now. */
export declare function advanceAll(policies: readonly RateLimitPolicy[], states: readonly (State | undefined)[], instant: Instant): State[];
/**
 * Asks all policies, then charges all of them or none; a shadow policy that would refuse is not asked twice, and not
 * charged. Pure: answers the states to keep, beside the verdict.
 */
export declare function decide(policies: readonly RateLimitPolicy[], states: readonly State[], question: Question): readonly [State[], Verdict];
/** Spends `parts` whether they fit or not: what is above the limit is debt. */
export declare function chargeAll(policies: readonly RateLimitPolicy[], states: readonly State[], parts: number): State[];
/** Gives `parts` back to every policy; `chargedAt` as in {@link Algorithm.giveBack}, `undefined` for unknown. */
export declare function giveBackAll(policies: readonly RateLimitPolicy[], states: readonly State[], parts: number, chargedAt: Instant | undefined): State[];
/** Frees the places that `concurrency` policies hold since `since`. */
export declare function releaseAll(policies: readonly RateLimitPolicy[], states: readonly State[], parts: number, since: Instant): State[];
/** How long until every policy is as new: the key need not be remembered after that. */
export declare function longestReset(policies: readonly RateLimitPolicy[], states: readonly State[]): number;

// plan.d.ts
import type { RateLimitPolicy } from './policy.ts';
/** The policies of a limiter, checked together. A store may keep what it derives from a plan, by identity. */
export interface Plan {
    readonly policies: readonly RateLimitPolicy[];
    /** The policy, when there is just one and it refuses in earnest: the hot path. */
    readonly only: RateLimitPolicy | undefined;
    /** What tells the policies' states apart, in a store: the name and the algorithm. */
    readonly identities: readonly string[];
    /** Whether the states are those of one policy, and always four numbers. */
    readonly rowed: boolean;
    /** Whether a window follows the wall clock. */
    readonly followsCalendar: boolean;
}
/** Checks that the policies can stand together: 1 to 16, under different names. */
export declare function planOf(policies: readonly RateLimitPolicy[]): Plan;
/** Whether the policy's windows are instants of the wall clock, not lengths of time. */
export declare function followsWallClock(policy: RateLimitPolicy): boolean;

// policy.d.ts
import type { Algorithm } from './algorithms/algorithm.ts';
/** What a policy does while the store does not answer. */
export type WhenStoreFails = 'open' | 'closed' | 'local';
/** What every policy can be told. */
export interface PolicyOptions {
    /**
     * Names the policy in decisions and HTTP fields: 1 to 64 letters, digits, `.`, `_`, `-`; unique in its limiter. A
     * policy keeps its state for as long as it keeps its name and algorithm. @default 'default'
     */
    readonly name?: string;
    /** How much may be spent per window: a positive integer, at most 9 007 199 254 740. */
    readonly limit: number;
    /** Counts and reports what it would refuse, but refuses nothing. @default false */
    readonly shadow?: boolean;
    /**
     * While the store does not answer: `open` admits, `closed` refuses, `local` decides in this process alone, so that
     * N processes together admit at most N times the limit more in a window, and the limit once more when the store comes
     * back empty. @default 'local'
     */
    readonly whenStoreFails?: WhenStoreFails;
}
/** A policy whose window is a length of time. */
export interface WindowedPolicyOptions extends PolicyOptions {
    /** The window's length: a whole number of milliseconds from 1 to 31 622 400 000 (366 days). */
    readonly windowMs: number;
}
/** The instants between which a window runs, in microseconds since {@link epochMs}. */
export interface WindowBounds {
    readonly start: number;
    readonly end: number;
}
/** One rule of a limiter. Made by `tokenBucket`, `rollingWindow`, `leakyBucket`, `fixedWindow`,
 * `calendarWindow` and `concurrency`. */
export interface RateLimitPolicy {
    readonly kind: 'token-bucket' | 'leaky-bucket' | 'rolling-window' | 'fixed-window' | 'calendar-window' | 'concurrency';
    readonly name: string;
    readonly limit: number;
    readonly windowMs: number;
    readonly shadow: boolean;
    readonly whenStoreFails: WhenStoreFails;
    /** What the algorithm bounds the state by: the burst, or the places of the queue, or the limit, in its own unit. */
    readonly capacity: number;
    readonly algorithm: Algorithm;
    /** Of windows that follow the calendar: the one that holds an instant. */
    readonly bounds?: (now: number) => WindowBounds;
}
/**
 * Where the microseconds of a state start: midnight UTC, 1 January 2026. Recent, so that they stay short; fixed
 * windows are aligned to it.
 */
export declare const epochMs = 1767225600000;
/** The part of a policy that does not depend on the algorithm, checked. */
export declare function policyBase(options: PolicyOptions): Pick<RateLimitPolicy, 'name' | 'limit' | 'shadow' | 'whenStoreFails'>;
/** An amount of cost in an option, checked. */
export declare function limitOption(option: string, value: number, min?: number, max?: number): number;
/** A window's length in an option, checked. */
export declare function windowOption(value: number, option?: string): number;

// redis/redis-store.d.ts
import type { Clock, Random } from '@toolwright/core';
import type { RedisScriptClient } from './script-client.ts';
import type { RateLimitStore } from '../stores/rate-limit-store.ts';
/** How states are kept in Redis. */
export interface RedisStoreOptions {
    /** An ioredis `Redis` or `Cluster`, or anything with its `evalsha` and `eval`. Redis 6.2 or later, or Valkey. */
    readonly client: RedisScriptClient;
    /**
     * Starts every key; without braces, 1 to 200 characters. Limiters with the same prefix share what they count under
     * the same policy name. @default 'toolwright:ratelimit:'
     */
    readonly prefix?: string;
    /** Milliseconds to wait for Redis before the policies decide without it, from 1. @default 50 */
    readonly timeoutMs?: number;
    /**
     * How long a refusal is answered from memory at most, from 0 (never). What another process spends, refunds or
     * resets goes unnoticed for that long. @default 1_000
     */
    readonly rememberRefusalsMs?: number;
    /** How many keys `local` policies remember while Redis does not answer, at least 1. @default 100_000 */
    readonly maxLocalKeys?: number;
    /** Hears of each call that Redis did not answer, and why. */
    readonly onFailure?: (error: unknown) => void;
    /** For deadlines; what is counted goes by the server's clock. @default systemClock */
    readonly clock?: Clock;
    /** For the names of batches. @default systemRandom */
    readonly random?: Random;
}
/**
 * Keeps states in Redis, for all processes that use it, by the server's clock. The requests of one turn of the event
 * loop travel together, up to 32 in one script call, whatever the number of policies; on Cluster, one call per hash tag
 * in use. Each policy of a key is one Redis key that expires when it is as new, or within as long again and a second.
 */
export declare function redisStore(options: RedisStoreOptions): RateLimitStore;

// redis/script-client.d.ts
/**
 * What this package needs of a Redis client: ioredis's `Redis` and `Cluster` fit as they are. Reconnecting and
 * sending again is the client's business; a batch that is sent twice runs once.
 */
export interface RedisScriptClient {
    /** Whether keys of different hash tags must travel in different calls. @default false */
    readonly isCluster?: boolean;
    evalsha(digest: string, keyCount: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
    eval(script: string, keyCount: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
}
/** A script and the name under which a server keeps it. */
export interface Script {
    readonly text: string;
    readonly digest: string;
}
/** Names a script as Redis does. */
export declare function scriptOf(text: string): Script;
/** Runs the script by its digest, or in full where the server does not know it (then nothing had run). */
export declare function runScript(client: RedisScriptClient, script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;

// stores/rate-limit-store.d.ts
import type { Awaitable, RateLimitDecision } from '@toolwright/core';
import type { Instant, Question } from '../decide.ts';
import type { Plan } from '../plan.ts';
/**
 * Where the states of keys live. Every method decides or changes one key atomically, and settles within the store's
 * own deadline; none rejects because the store is broken: then the policies' `whenStoreFails` decides.
 */
export interface RateLimitStore {
    /** Takes `parts` thousandths of cost, all or nothing. The hot path. */
    take(plan: Plan, key: string, parts: number): Awaitable<RateLimitDecision>;
    /** Answers any question about the key. */
    ask(plan: Plan, key: string, question: Question): Awaitable<StoreAnswer>;
    /** Changes what the key has spent. */
    change(plan: Plan, key: string, change: SpendingChange): Awaitable<void>;
    /** Lets go of timers; the store answers no more. */
    [Symbol.dispose](): void;
}
/** An answer with what a later change needs to know of it. */
export interface StoreAnswer {
    readonly decision: RateLimitDecision;
    /** The thousandths of cost that were taken. */
    readonly taken: number;
    /** Milliseconds until the booked turn. */
    readonly waitMs: number;
    /** When, by the store's clock; `undefined` when the store did not answer. */
    readonly at: Instant | undefined;
}
/** A change of what a key has spent. */
export type SpendingChange = 
/** More was spent than was taken: charged whether it fits or not. */
{
    readonly kind: 'charge';
    readonly parts: number;
}
/** Less was spent. `chargedAt` is when it was taken, if known. */
 | {
    readonly kind: 'give-back';
    readonly parts: number;
    readonly chargedAt?: Instant | undefined;
}
/** The places that `concurrency` policies hold since then are free. */
 | {
    readonly kind: 'release';
    readonly parts: number;
    readonly chargedAt: Instant;
} | {
    readonly kind: 'forget';
};
