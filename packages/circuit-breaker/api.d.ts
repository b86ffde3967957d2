// @toolwright/circuit-breaker
// index.d.ts
export { createCircuitBreaker } from './create-circuit-breaker.ts';
export type { ManagedCircuitBreaker } from './managed-circuit-breaker.ts';
export type { CircuitBreakerOptions, CircuitMode } from './options.ts';
export { countsByDefault, isCircuitRefusal } from './counts-by-default.ts';
export { gradualRecovery, immediateRecovery } from './recovery.ts';
export type { Recovery, RecoveryOptions, RecoveryProgress, Verdict } from './recovery.ts';
export type { HealthCheckOptions } from './health-check.ts';
export { isFallback } from './fallback.ts';
export type { Fallback, FallbackSuccess } from './fallback.ts';
export type { SharedCircuitOptions } from './shared/shared-circuit.ts';
export { sendAlerts } from './alerts/send-alerts.ts';
export type { AlertOptions, SharedAlerts } from './alerts/send-alerts.ts';
export { slackAlerts } from './alerts/slack-alerts.ts';
export type { AlertChannel, AlertedEvent, CircuitAlert } from './alerts/circuit-alert.ts';

// alerts/circuit-alert.d.ts
import type { CircuitEvent } from '@toolwright/core';
/** The events of a circuit that somebody may want to be told of. */
export type AlertedEvent = Extract<CircuitEvent, {
    readonly type: 'circuit-opened' | 'circuit-half-opened' | 'circuit-closed' | 'circuit-isolated';
}>;
/** What is told: one change of a circuit's state. */
export interface CircuitAlert {
    readonly event: AlertedEvent;
    /** The change in one sentence, for people. */
    readonly text: string;
    /** Like changes that were left out since the last alert of this kind. */
    readonly suppressed: number;
}
/** Where alerts go. Rejects when one could not be delivered; settles soon after the signal aborts. */
export type AlertChannel = (alert: CircuitAlert, options: {
    readonly signal: AbortSignal;
}) => Promise<unknown>;
/** Makes the alert of an event. */
export declare function alertOf(event: AlertedEvent, suppressed: number): CircuitAlert;

// alerts/send-alerts.d.ts
import type { CircuitBreaker, Clock, KeyValueStore } from '@toolwright/core';
import type { AlertChannel, AlertedEvent, CircuitAlert } from './circuit-alert.ts';
/** How alerts are sent. */
export interface AlertOptions {
    /** Every alert goes to each of them. At least one. */
    readonly channels: readonly AlertChannel[];
    /** Which changes are told. @default ['circuit-opened', 'circuit-closed', 'circuit-isolated'] */
    readonly events?: readonly AlertedEvent['type'][];
    /** After an alert, how long another of the same kind is left out; 0 leaves out none. @default 300_000 */
    readonly quietMs?: number;
    /** How long a channel may take; at least 1. @default 5_000 */
    readonly timeoutMs?: number;
    /** Alerts under way at once; further ones are dropped. At least 1. @default 32 */
    readonly mostInFlight?: number;
    /**
     * For a circuit that many processes share: through their store one of them tells each change. Without an answer of
     * the store within `timeoutMs` every process tells.
     */
    readonly shared?: SharedAlerts;
    /** Hears of an alert that a channel did not take, or that was dropped. */
    readonly onFailure?: (error: unknown, alert: CircuitAlert) => void;
    /** @default systemClock */
    readonly clock?: Clock;
}
/** Where processes agree on who tells. */
export interface SharedAlerts {
    readonly store: Pick<KeyValueStore, 'compareAndSet'>;
    /** Before the circuit's name, in keys. @default 'circuit:' */
    readonly prefix?: string;
}
/**
 * Tells the channels when the circuit changes its state; what it returns stops that. An alert that fails, hangs or
 * throws harms neither the circuit nor another channel.
 *
 * A change that was left out because its like was told a moment ago is told when the quiet time ends, if the circuit
 * still stands there and the last alert said otherwise: silence always means what was told last.
 */
export declare function sendAlerts(breaker: CircuitBreaker, options: AlertOptions): () => void;

// alerts/slack-alerts.d.ts
import type { AlertChannel } from './circuit-alert.ts';
/** Sends alerts to an incoming webhook of Slack, or of anything that takes the same JSON. */
export declare function slackAlerts(options: {
    readonly webhookUrl: string | URL;
}): AlertChannel;

// call-window.d.ts
import type { CircuitSettings } from './options.ts';
/** What was counted, of the rolling window. */
export interface CallCounts {
    readonly successes: number;
    readonly failures: number;
    readonly slow: number;
}
export declare const noCalls: CallCounts;
/**
 * What is counted between closing and opening, by one opossum circuit: its rolling window, its failure rate, its
 * state. The circuit is made with the first call and dropped when the period ends, so that no period sees another's
 * calls. Calls are told to it when they have settled; it runs nothing, times nothing and holds no timer.
 */
export declare class CallWindow {
    #private;
    /** `opens` false: counts, and never has a reason to open. */
    constructor(settings: CircuitSettings, nowMs: number, opens: boolean);
    /** Goes on with counts of an earlier process, as calls of now. */
    restore(counts: CallCounts): void;
    /** Counts a success, and answers why the circuit is to open, should it. */
    succeeded(nowMs: number, slow: boolean): string | undefined;
    /** Counts a failure, and answers why the circuit is to open, should it. */
    failed(nowMs: number, slow: boolean): string | undefined;
    counts(nowMs: number): CallCounts;
    /** Ends the period: clears what opossum has armed, and keeps the counts as they stood. */
    close(): void;
}

// circuit.d.ts
import type { CircuitSnapshot, CircuitState, Failure } from '@toolwright/core';
import { EventListeners } from './event-listeners.ts';
import type { CircuitMode, CircuitSettings } from './options.ts';
import type { CircuitPeers, Ticket } from './phase.ts';
/**
 * The state machine: who may call, and what results change. It knows no promises; time comes in, in milliseconds of
 * the monotonic clock. A period is told apart by its object, so that a result of an earlier one is recognised.
 */
export declare class Circuit {
    #private;
    readonly settings: CircuitSettings;
    readonly listeners: EventListeners;
    constructor(settings: CircuitSettings);
    get state(): CircuitState;
    /** From now on the peers hear what is decided here, and probes need the lease. */
    share(peers: CircuitPeers): void;
    /** Lets a call through, or refuses it. */
    admit(nowMs: number): Ticket | undefined;
    /** Whether a call would be a probe if only this process held the lease. */
    awaitsLease(nowMs: number): boolean;
    /** Another process probes: stays open for a while before it asks again. */
    postpone(nowMs: number): void;
    /** Counts a refusal; answers milliseconds until a try makes sense, whole and above 0, or undefined if isolated. */
    refuse(nowMs: number): number | undefined;
    succeeded(ticket: Ticket, nowMs: number, durationMs: number): void;
    failed(ticket: Ticket, nowMs: number, durationMs: number, failure: Failure): void;
    /** The call says nothing of what is guarded. */
    ignored(ticket: Ticket): void;
    /** Refuses everything until `close()`; `'peer'`: another process said so. */
    isolate(by?: 'self' | 'peer'): void;
    /** Lets everything through again, whatever the state; a peer does not end a mode. */
    close(by?: 'self' | 'peer'): void;
    setMode(mode: CircuitMode): void;
    /** Opens because another process has; does nothing where a mode or an operator's hand decides. */
    adoptOpen(retryAfterMs: number, reason: string, breaksInARow: number): void;
    /** Goes on where a snapshot of this circuit stood; a mode that was asked for stays. */
    restore(snapshot: CircuitSnapshot): void;
    snapshot(): CircuitSnapshot;
    dispose(): void;
}

// counts-by-default.d.ts
import type { Failure } from '@toolwright/core';
/**
 * Whether a failure counts when nothing else is said: all do but those of the types validation, authentication,
 * permission, not_found, conflict, rate_limit and cancelled, a full queue (`QUEUE_FULL`), the refusal of another
 * circuit, and what an aborted `fetch` throws.
 */
export declare function countsByDefault(failure: Failure): boolean;
/** Whether a failure is a circuit's refusal: the guarded call did not run. */
export declare function isCircuitRefusal(failure: Failure): boolean;

// create-circuit-breaker.d.ts
import type { ManagedCircuitBreaker } from './managed-circuit-breaker.ts';
import type { CircuitBreakerOptions } from './options.ts';
/**
 * Makes a circuit breaker. It holds no timer, but for a health check while it is open; dispose of it to stop that, to
 * leave the other processes and to let everything through from then on.
 *
 * Throws `INVALID_OPTIONS` for an option that cannot be used.
 */
export declare function createCircuitBreaker(options: CircuitBreakerOptions): ManagedCircuitBreaker;

// event-listeners.d.ts
import type { CircuitEvent, Clock } from '@toolwright/core';
type Listener = (event: CircuitEvent) => void;
/** An event without what every event says. */
export type CircuitEventBody = CircuitEvent extends infer Event ? Event extends CircuitEvent ? Omit<Event, 'circuit' | 'atMs'> : never : never;
/** Who listens to a circuit. A throwing listener harms nobody. */
export declare class EventListeners {
    #private;
    constructor(circuit: string, clock: Clock);
    /** Whether anybody would hear: ask before an event is made that is told with every call. */
    get any(): boolean;
    /** Returns what stops listening. */
    add(listener: Listener): () => void;
    clear(): void;
    tell(body: CircuitEventBody): void;
}
export {};

// fallback.d.ts
import type { Awaitable, Failure, Outcome, Success } from '@toolwright/core';
/** Answers in place of the guarded call: with a value, by a function, or by asking another service. */
export type Fallback = (failure: Failure, options: {
    readonly signal: AbortSignal | undefined;
}) => Awaitable<unknown>;
/** A success that a fallback gave, with the failure that it stands in for. */
export interface FallbackSuccess<T = unknown> extends Success<T> {
    readonly fallback: Failure;
}
/** Whether an outcome was given by a fallback. */
export declare function isFallback<T>(outcome: Outcome<T>): outcome is FallbackSuccess<T>;

// half-open.d.ts
import type { Random } from '@toolwright/core';
import type { CallCounts } from './call-window.ts';
import type { Recovery, Verdict } from './recovery.ts';
/** One call let through by a half-open circuit. */
export interface Probe {
    readonly state: 'probe';
    readonly period: HalfOpen;
    readonly deadlineAtMs: number;
}
/** What decides a half-open period. */
export interface HalfOpenOptions {
    readonly recovery: Recovery;
    readonly probeTimeoutMs: number;
    readonly random: Random;
}
/**
 * A half-open period: which calls are probes, and what their results say. A probe that does not settle in time counts
 * as failed when the next call, or a look at the circuit, finds it overdue; there is no timer.
 */
export declare class HalfOpen {
    #private;
    readonly state = "half-open";
    constructor(options: HalfOpenOptions);
    /** Lets a call through as a probe, or does not. */
    admit(nowMs: number): Probe | undefined;
    /** Whether a probe is still waited for. */
    awaits(probe: Probe): boolean;
    /** Frees the slot of a probe that says nothing. */
    release(probe: Probe): void;
    succeeded(probe: Probe, slow: boolean, slowIsBad: boolean): Verdict;
    failed(probe: Probe, slow: boolean): Verdict;
    /** Counts overdue probes as failed; answers the instant at which that opens the circuit, should it. */
    brokenByOverdue(nowMs: number): number | undefined;
    /** Milliseconds until a probe is let through at the latest, as far as is known. */
    retryAfterMs(nowMs: number): number;
    get counts(): CallCounts;
}

// health-check.d.ts
import type { Clock } from '@toolwright/core';
/** How to ask whether what a circuit guards is well. */
export interface HealthCheckOptions {
    /**
     * An endpoint, well when it answers a GET with a status of 200 to 299; or a function, well unless it answers `false`
     * or throws.
     */
    readonly check: string | URL | ((signal: AbortSignal) => Promise<unknown>);
    /** From opening to the first check, and from one check's end to the next; at least 1. @default 5_000 */
    readonly intervalMs?: number;
    /** A check that takes longer finds it not well; at least 1. @default 2_000 */
    readonly timeoutMs?: number;
}
/** A health check's options with their defaults filled in. */
export interface HealthCheckSettings {
    readonly isWell: (signal: AbortSignal) => Promise<boolean>;
    readonly intervalMs: number;
    readonly timeoutMs: number;
}
/** Checks the options; throws `INVALID_OPTIONS`. */
export declare function healthCheckSettings(options: HealthCheckOptions): HealthCheckSettings;
/**
 * Checks until it is well, then no more. `report` hears when the next check is due, in milliseconds of the monotonic
 * clock, and whether it was well. What is returned stops it, a check under way included.
 */
export declare function startHealthCheck(settings: HealthCheckSettings, clock: Clock, report: (checkAtMs: number, well: boolean) => void): () => void;

// managed-circuit-breaker.d.ts
import type { CircuitBreaker } from '@toolwright/core';
import type { CircuitMode } from './options.ts';
/** A circuit breaker with what its operator needs beyond the port. */
export interface ManagedCircuitBreaker extends CircuitBreaker {
    /**
     * Changes what the circuit does with what it counts; the counts start anew. `'enabled'` closes a circuit that was
     * disabled or in metrics-only, and changes no other.
     */
    setMode(mode: CircuitMode): void;
}

// options.d.ts
import type { CircuitSnapshot, Clock, Failure, Random } from '@toolwright/core';
import type { Fallback } from './fallback.ts';
import type { HealthCheckOptions, HealthCheckSettings } from './health-check.ts';
import type { Recovery } from './recovery.ts';
import type { ResetSettings } from './reset-timeout.ts';
import type { SharedCircuitOptions } from './shared/shared-circuit.ts';
/** What a circuit does with what it counts. `metrics-only`: nothing. `disabled`: it does not even count. */
export type CircuitMode = 'enabled' | 'disabled' | 'metrics-only';
/** How a circuit breaker behaves. Only the name must be given. */
export interface CircuitBreakerOptions {
    /** What the circuit guards; in refusals, events and shared keys. 1 to 200 characters. */
    readonly name: string;
    /** @default 'enabled' */
    readonly mode?: CircuitMode;
    /** Counted failures in a row that open the circuit, at least 1. @default 5 */
    readonly failureThreshold?: number | 'off';
    /** The share of counted calls in the window that opens it when they fail, above 0 to 1. @default 0.1 */
    readonly failureRate?: number | 'off';
    /** The share of counted calls in the window that opens it when they are slow, above 0 to 1. @default 'off' */
    readonly slowCallRate?: number | 'off';
    /** A call that takes at least this long is slow. @default 1_000 */
    readonly latencyThresholdMs?: number;
    /** Below this many counted calls in the window no rate opens the circuit; at least 1. @default 100 */
    readonly minimumCalls?: number;
    /** How far back the rates look; at least 10. It rolls in sixths. @default 30_000 */
    readonly windowMs?: number;
    /**
     * How long a broken circuit refuses before it probes; at least 1. A function gets the number of breaks in a row,
     * from 1, and decides alone: growth is then its own affair. @default 30_000
     */
    readonly resetTimeoutMs?: number | ((breaksInARow: number) => number);
    /** What each failed recovery multiplies the reset timeout by, 1 to 100. @default 2 */
    readonly resetGrowth?: number;
    /** The reset timeout grows up to this, jitter not counted. @default ten times `resetTimeoutMs`, or 300_000 beside a function */
    readonly longestResetTimeoutMs?: number;
    /** Lengthens each reset timeout by a random share of itself up to this one, 0 to 1. @default 0 */
    readonly resetJitter?: number;
    /** How traffic comes back after a break. @default 'immediate' */
    readonly recovery?: 'immediate' | 'gradual' | Recovery;
    /** Successful probes that close the circuit (for `'gradual'`: that let the next larger share through). @default 5 */
    readonly successThreshold?: number;
    /** A probe that has not settled by then counts as failed, and its slot is free. @default 30_000 */
    readonly probeTimeoutMs?: number;
    /** Whether a failure says that what the circuit guards is not well. @default {@link countsByDefault} */
    readonly isFailure?: (failure: Failure) => boolean;
    /** Answers in place of a refused call. */
    readonly fallback?: Fallback;
    /** Which failures the fallback answers. @default refusals of this circuit */
    readonly fallbackFor?: (failure: Failure) => boolean;
    /** Asked while the circuit is open: recovery then starts when it is well, and no sooner. */
    readonly healthCheck?: HealthCheckOptions;
    /** One circuit in many processes. */
    readonly shared?: SharedCircuitOptions;
    /** Goes on where a circuit of that name stood; latencies start anew. */
    readonly restore?: CircuitSnapshot;
    /** @default systemClock */
    readonly clock?: Clock;
    /** @default systemRandom */
    readonly random?: Random;
}
/** The options with their defaults filled in, checked. */
export interface CircuitSettings {
    readonly name: string;
    readonly mode: CircuitMode;
    readonly failureThreshold: number | 'off';
    readonly failureRate: number | 'off';
    readonly slowCallRate: number | 'off';
    readonly latencyThresholdMs: number;
    readonly minimumCalls: number;
    readonly windowMs: number;
    readonly reset: ResetSettings;
    readonly recovery: Recovery;
    readonly probeTimeoutMs: number;
    readonly isFailure: (failure: Failure) => boolean;
    readonly healthCheck: HealthCheckSettings | undefined;
    readonly clock: Clock;
    readonly random: Random;
}
/** Checks the options once; throws `INVALID_OPTIONS` that names the one that cannot be used. */
export declare function circuitSettings(options: CircuitBreakerOptions): CircuitSettings;
/** Throws `INVALID_OPTIONS` unless it is one of the modes. */
export declare function modeOption(mode: CircuitMode): CircuitMode;

// phase.d.ts
import type { CallCounts, CallWindow } from './call-window.ts';
import type { HalfOpen, Probe } from './half-open.ts';
/** Counts calls, and lets them through: closed, or never to open by its mode. */
export interface Counting {
    readonly state: 'closed' | 'metrics-only';
    readonly window: CallWindow;
}
/** Refuses until the probe is due. */
export interface Open {
    readonly state: 'open';
    /** Milliseconds of the monotonic clock. */
    probeAtMs: number;
    /** False while a health check has not said that recovery may start. */
    well: boolean;
    readonly counts: CallCounts;
}
/** Refuses until somebody closes it. */
export interface Isolated {
    readonly state: 'isolated';
    readonly counts: CallCounts;
}
/** Lets everything through, counts nothing. */
export interface Disabled {
    readonly state: 'disabled';
}
/** One period of a circuit, with what it needs. A period is told from another by its object. */
export type Phase = Counting | Open | HalfOpen | Isolated | Disabled;
/** Leave to run one call, and the period that its result belongs to. */
export type Ticket = Counting | Probe | Disabled;
/** Other processes that share the circuit: they hear of its own decisions, and one holds the lease to probe. */
export interface CircuitPeers {
    opened(retryAfterMs: number, reason: string, breaksInARow: number): void;
    closed(): void;
    isolated(): void;
    holdsLease(nowMs: number): boolean;
}
/** Whether an open circuit's next call would be a probe. */
export declare function isDue(phase: Open, nowMs: number): boolean;

// recovery.d.ts
/** How far a recovery has come since the circuit turned half-open. */
export interface RecoveryProgress {
    readonly successes: number;
    /** Counted failures, overdue probes and, while `slowCallRate` is set, slow successes. */
    readonly failures: number;
    /** Probes that have not settled yet. */
    readonly inFlight: number;
}
/** Decides how traffic comes back: pure, from the progress alone. */
export interface Recovery {
    /**
     * The share of the next calls to let through, 0 to 1. Between the two chance decides, but a call is let through
     * whenever none was for a second, so that little traffic recovers too.
     */
    share(progress: RecoveryProgress): number;
    /** Asked after each probe that says something: close the circuit, open it again, or go on probing. */
    verdict(progress: RecoveryProgress): Verdict;
}
/** What becomes of a half-open circuit. */
export type Verdict = 'close' | 'open' | 'probe';
/** What the ready-made recoveries share. */
export interface RecoveryOptions {
    /** Successful probes that are enough (for a gradual recovery: for the next larger share); at least 1. @default 5 */
    readonly successThreshold?: number;
    /** Failed probes that do not open the circuit again; at least 0. @default 0 */
    readonly toleratedFailures?: number;
}
/** Lets as many probes through as must succeed, then everything. */
export declare function immediateRecovery(options?: RecoveryOptions): Recovery;
/** Lets a growing share of the calls through: the next share follows after `successThreshold` successes. */
export declare function gradualRecovery(options?: RecoveryOptions & {
    /** The shares, each above 0 to 1, growing. @default [0.1, 0.25, 0.5, 0.75] */
    readonly shares?: readonly number[];
}): Recovery;

// reset-timeout.d.ts
/** How long circuits stay open, checked. */
export interface ResetSettings {
    readonly timeoutMs: number | ((breaksInARow: number) => number);
    readonly growth: number;
    readonly longestMs: number;
    readonly jitter: number;
}
/** Checks what the options say of the reset timeout, and fills in the rest. */
export declare function resetSettings(options: {
    readonly resetTimeoutMs?: number | ((breaksInARow: number) => number);
    readonly resetGrowth?: number;
    readonly longestResetTimeoutMs?: number;
    readonly resetJitter?: number;
}): ResetSettings;
/**
 * How long the `breaksInARow`-th break lasts, in milliseconds. A function of the application that throws, or answers
 * with anything but a number above 0, is read as 30 000: a circuit must not break over it.
 */
export declare function resetTimeoutOf(settings: ResetSettings, breaksInARow: number, chance: number): number;

// shared/shared-circuit.d.ts
import type { KeyValueStore, PubSub } from '@toolwright/core';
import type { Circuit } from '../circuit.ts';
import type { CircuitPeers } from '../phase.ts';
/** What processes share a circuit through. No call waits for either, but the one that asks for the lease to probe. */
export interface SharedCircuitOptions {
    /** Holds the circuit's last state for processes that join, and the lease of the one that probes. */
    readonly store: KeyValueStore;
    /** Tells the others at once. */
    readonly pubsub: PubSub;
    /** Before the circuit's name, in keys and channels. @default 'circuit:' */
    readonly prefix?: string;
    /** Hears of a store or channel that failed: the circuit then decides alone. */
    readonly onError?: (error: unknown) => void;
}
/**
 * One process's part in a shared circuit: tells the others what is decided here, and adopts what they decide. Never
 * throws or rejects: without the store and the channel every process decides alone.
 */
export declare class SharedCircuit implements CircuitPeers {
    #private;
    constructor(circuit: Circuit, options: SharedCircuitOptions);
    /** Subscribes and learns the circuit's state, in the background. */
    start(): void;
    /** Unsubscribes, and gives the lease back. */
    stop(): void;
    opened(retryAfterMs: number, reason: string, breaksInARow: number): void;
    closed(): void;
    isolated(): void;
    holdsLease(nowMs: number): boolean;
    /**
     * Asks for the lease to probe, and learns what was missed; settles within two seconds and never rejects. Undefined:
     * it is being asked for already.
     */
    requestLease(): Promise<void> | undefined;
}

// @toolwright/circuit-breaker/email
// email/index.d.ts
export { emailAlerts } from './email-alerts.ts';
export type { AlertMail, EmailAlertsOptions, MailTransport } from './email-alerts.ts';

// alerts/circuit-alert.d.ts
import type { CircuitEvent } from '@toolwright/core';
/** The events of a circuit that somebody may want to be told of. */
export type AlertedEvent = Extract<CircuitEvent, {
    readonly type: 'circuit-opened' | 'circuit-half-opened' | 'circuit-closed' | 'circuit-isolated';
}>;
/** What is told: one change of a circuit's state. */
export interface CircuitAlert {
    readonly event: AlertedEvent;
    /** The change in one sentence, for people. */
    readonly text: string;
    /** Like changes that were left out since the last alert of this kind. */
    readonly suppressed: number;
}
/** Where alerts go. Rejects when one could not be delivered; settles soon after the signal aborts. */
export type AlertChannel = (alert: CircuitAlert, options: {
    readonly signal: AbortSignal;
}) => Promise<unknown>;
/** Makes the alert of an event. */
export declare function alertOf(event: AlertedEvent, suppressed: number): CircuitAlert;

// email/email-alerts.d.ts
import type { AlertChannel } from '../alerts/circuit-alert.ts';
/** What an e-mail says. */
export interface AlertMail {
    readonly from: string;
    readonly to: string | string[];
    readonly subject: string;
    readonly text: string;
}
/** What sends e-mail: a transporter of nodemailer fits. */
export interface MailTransport {
    sendMail(mail: AlertMail): Promise<unknown>;
}
/** Who writes to whom, and through what. */
export interface EmailAlertsOptions {
    /** Its own timeouts should be short: sending e-mail cannot be aborted, only left behind. */
    readonly transport: MailTransport;
    readonly from: string;
    /** At least one address. */
    readonly to: string | readonly string[];
    /** Before the subject. @default '[circuit]' */
    readonly subjectPrefix?: string;
}
/** Sends alerts by e-mail. */
export declare function emailAlerts(options: EmailAlertsOptions): AlertChannel;
