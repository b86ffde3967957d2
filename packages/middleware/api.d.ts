// @toolwright/middleware
// index.d.ts
export { timeout } from './timeout.ts';
export type { TimeoutOptions } from './timeout.ts';
export { exceptTools, when } from './when.ts';
export type { CallPredicate } from './when.ts';

// timeout.d.ts
import type { Middleware } from '@toolwright/core';
/** How long one attempt may take. */
export interface TimeoutOptions {
    /** Milliseconds, 1 to 2 147 483 647. Of a stream: until its first chunk. */
    readonly attemptMs: number;
}
/**
 * Bounds one attempt: after `attemptMs` its signal aborts and it fails with `OPERATION_TIMEOUT`, which a retry outside
 * of this rail may repeat. The whole call has a deadline anyway: the tool's `timeoutMs`, or the caller's.
 *
 * @throws `INVALID_OPTIONS` for a bad `attemptMs`.
 */
export declare function timeout(options: TimeoutOptions): Middleware;

// when.d.ts
import type { Awaitable, Call, Middleware } from '@toolwright/core';
/** Decides whether a middleware applies to a call. What it throws fails the call. */
export type CallPredicate = (call: Call) => Awaitable<boolean>;
/**
 * Applies `middleware` only to calls for which `predicate` holds; the others pass by. A predicate that answers at once
 * costs no promise.
 */
export declare function when<Adds extends object>(predicate: CallPredicate, middleware: Middleware<Adds>): Middleware<Partial<Adds>>;
/** Applies `middleware` to every tool but those named. A name may end in `*`: `admin.*`. */
export declare function exceptTools<Adds extends object>(names: readonly string[], middleware: Middleware<Adds>): Middleware<Partial<Adds>>;
