import { invalidOption, numberOption, systemClock, systemRandom } from '@toolwright/core';
import type { CircuitSnapshot, Clock, Failure, Random } from '@toolwright/core';
import { answerOr } from './answer-or.ts';
import { countsByDefault } from './counts-by-default.ts';
import type { Fallback } from './fallback.ts';
import { healthCheckSettings } from './health-check.ts';
import type { HealthCheckOptions, HealthCheckSettings } from './health-check.ts';
import { gradualRecovery, immediateRecovery } from './recovery.ts';
import type { Recovery, Verdict } from './recovery.ts';
import { resetSettings } from './reset-timeout.ts';
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

const defaults = {
  mode: 'enabled',
  failureThreshold: 5,
  failureRate: 0.1,
  slowCallRate: 'off',
  latencyThresholdMs: 1_000,
  minimumCalls: 100,
  windowMs: 30_000,
  recovery: 'immediate',
  successThreshold: 5,
  probeTimeoutMs: 30_000,
  isFailure: countsByDefault,
  clock: systemClock,
  random: systemRandom,
} as const;

/** Checks the options once; throws `INVALID_OPTIONS` that names the one that cannot be used. */
export function circuitSettings(options: CircuitBreakerOptions): CircuitSettings {
  const given = { ...defaults, ...definedOnly(options) };
  return {
    name: nameOption(given.name),
    mode: modeOption(given.mode),
    failureThreshold: orOff('failureThreshold', given.failureThreshold, count),
    failureRate: orOff('failureRate', given.failureRate, share),
    slowCallRate: orOff('slowCallRate', given.slowCallRate, share),
    latencyThresholdMs: numberOption('latencyThresholdMs', given.latencyThresholdMs, { min: 0 }),
    minimumCalls: count('minimumCalls', given.minimumCalls),
    windowMs: numberOption('windowMs', given.windowMs, { min: 10 }),
    reset: resetSettings(options),
    recovery: recoveryOption(given.recovery, count('successThreshold', given.successThreshold)),
    probeTimeoutMs: numberOption('probeTimeoutMs', given.probeTimeoutMs, { min: 1 }),
    isFailure: given.isFailure,
    healthCheck: given.healthCheck && healthCheckSettings(given.healthCheck),
    clock: given.clock,
    random: given.random,
  };
}

/** Throws `INVALID_OPTIONS` unless it is one of the modes. */
export function modeOption(mode: CircuitMode): CircuitMode {
  if (mode === 'enabled' || mode === 'disabled' || mode === 'metrics-only') return mode;
  throw invalidOption('mode', '"enabled", "disabled" or "metrics-only"', mode);
}

// An option given as `undefined` must not hide its default.
function definedOnly(options: CircuitBreakerOptions): CircuitBreakerOptions {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as CircuitBreakerOptions;
}

function nameOption(name: unknown): string {
  if (typeof name === 'string' && name.length >= 1 && name.length <= 200) return name;
  throw invalidOption('name', 'a string of 1 to 200 characters', name);
}

function orOff(
  option: string,
  value: number | 'off',
  check: (option: string, value: unknown) => number,
): number | 'off' {
  return value === 'off' ? 'off' : check(option, value);
}

function count(option: string, value: unknown): number {
  return numberOption(option, value, { min: 1, integer: true });
}

function share(option: string, value: unknown): number {
  if (value === 0) throw invalidOption(option, 'a number above 0 to 1, or "off"', value);
  return numberOption(option, value, { min: 0, max: 1 });
}

function recoveryOption(recovery: 'immediate' | 'gradual' | Recovery, successThreshold: number): Recovery {
  if (recovery === 'immediate') return immediateRecovery({ successThreshold });
  if (recovery === 'gradual') return gradualRecovery({ successThreshold });
  if (typeof recovery === 'object' && recovery !== null && 'verdict' in recovery) {
    return {
      share: (progress) => answerOr(1, () => recovery.share(progress)),
      verdict: (progress) => answerOr<Verdict>('open', () => recovery.verdict(progress)),
    };
  }
  throw invalidOption('recovery', '"immediate", "gradual" or a Recovery', recovery);
}
