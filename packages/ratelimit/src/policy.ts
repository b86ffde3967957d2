import { invalidOption, numberOption } from '@toolwright/core';

import { partsPerUnit } from './amount.ts';
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
  readonly kind:
    | 'token-bucket'
    | 'leaky-bucket'
    | 'rolling-window'
    | 'fixed-window'
    | 'calendar-window'
    | 'concurrency';
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
export const epochMs = 1_767_225_600_000;

const longestWindowMs = 366 * 86_400_000;
const highestLimit = Math.floor(Number.MAX_SAFE_INTEGER / partsPerUnit);
const policyName = /^[\w.-]{1,64}$/;

/** The part of a policy that does not depend on the algorithm, checked. */
export function policyBase(
  options: PolicyOptions,
): Pick<RateLimitPolicy, 'name' | 'limit' | 'shadow' | 'whenStoreFails'> {
  const { name = 'default', shadow = false, whenStoreFails = 'local' } = options;
  if (typeof name !== 'string' || !policyName.test(name)) {
    throw invalidOption('name', '1 to 64 letters, digits, ".", "_" or "-"', name);
  }
  if (typeof shadow !== 'boolean') throw invalidOption('shadow', 'true or false', shadow);
  if (!['open', 'closed', 'local'].includes(whenStoreFails)) {
    throw invalidOption('whenStoreFails', '"open", "closed" or "local"', whenStoreFails);
  }
  return { name, limit: limitOption('limit', options.limit), shadow, whenStoreFails };
}

/** An amount of cost in an option, checked. */
export function limitOption(option: string, value: number, min = 1, max: number = highestLimit): number {
  return numberOption(option, value, { min, max, integer: true });
}

/** A window's length in an option, checked. */
export function windowOption(value: number, option = 'windowMs'): number {
  return numberOption(option, value, { min: 1, max: longestWindowMs, integer: true });
}
