import { invalidOption, numberOption, systemClock, systemRandom } from '@toolwright/core';
import type { CallOptions, Clock, Random } from '@toolwright/core';

/** How a tool is put under load. Either `users` or `ratePerSecond`. */
export interface LoadOptions {
  /** Closed model: so many users, each of whom calls, waits for the answer, thinks, and calls again; at least 1. */
  readonly users?: number;
  /** How long a user thinks between calls: from the first to the second, evenly spread. @default [0, 0] */
  readonly thinkTimeMs?: readonly [number, number];
  /**
   * Open model: so many calls begin in each second, whether earlier ones have ended or not. Latencies count from the
   * instant at which the call was due, so that a stall is charged with every call that it kept waiting.
   */
  readonly ratePerSecond?: number;
  /** Open model: the most calls in flight; further ones are late, and their latency says so. @default 10_000 */
  readonly maxInFlight?: number;
  /** How long calls begin, at least 1. */
  readonly durationMs: number;
  /** Calls before the measurement, for just-in-time compilers and caches; at least 0. @default 0 */
  readonly warmUpMs?: number;
  /** What is called with. */
  readonly input?: LoadInput;
  readonly options?: CallOptions;
  /** The tool's configuration. */
  readonly config?: unknown;
  /** Told how far it has come. */
  readonly onProgress?: (progress: LoadProgress) => void;
  /** @default 1_000 */
  readonly progressEveryMs?: number;
  /** Ends the load early; the report is of what was measured. */
  readonly signal?: AbortSignal;
  /** @default systemClock */
  readonly clock?: Clock;
  /** @default systemRandom */
  readonly random?: Random;
}

/** One input for all calls, or one for each. */
export type LoadInput = { readonly value: unknown } | ((call: number, random: Random) => unknown);

/** How far a load has come. */
export interface LoadProgress {
  readonly elapsedMs: number;
  readonly calls: number;
  readonly errors: number;
  readonly inFlight: number;
}

/** The options with their defaults filled in, checked. */
export interface LoadSettings {
  readonly model: 'closed' | 'open';
  readonly users: number;
  readonly thinkTimeMs: readonly [number, number];
  readonly ratePerSecond: number;
  readonly maxInFlight: number;
  readonly durationMs: number;
  readonly warmUpMs: number;
  readonly progressEveryMs: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** Checks the options and fills in the defaults. */
export function loadSettings(options: LoadOptions): LoadSettings {
  const { users, ratePerSecond, thinkTimeMs = [0, 0] } = options;
  if ((users === undefined) === (ratePerSecond === undefined)) {
    throw invalidOption('users', 'given, or else "ratePerSecond", and not both', users);
  }
  const [from, to] = thinkTimeMs;
  numberOption('thinkTimeMs[0]', from, { min: 0 });
  numberOption('thinkTimeMs[1]', to, { min: from });
  return {
    model: users === undefined ? 'open' : 'closed',
    users: numberOption('users', users ?? 1, { min: 1, integer: true }),
    thinkTimeMs,
    ratePerSecond: numberOption('ratePerSecond', ratePerSecond ?? 1, { min: 0.001 }),
    maxInFlight: numberOption('maxInFlight', options.maxInFlight ?? 10_000, { min: 1, integer: true }),
    durationMs: numberOption('durationMs', options.durationMs, { min: 1 }),
    warmUpMs: numberOption('warmUpMs', options.warmUpMs ?? 0, { min: 0 }),
    progressEveryMs: numberOption('progressEveryMs', options.progressEveryMs ?? 1_000, { min: 1 }),
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
  };
}
