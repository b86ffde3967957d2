import { invalidOption, numberOption } from '@toolwright/core';

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
export function immediateRecovery(options: RecoveryOptions = {}): Recovery {
  const { successThreshold, toleratedFailures } = recoverySettings(options);
  return {
    share: ({ successes, inFlight }) => (successes + inFlight < successThreshold ? 1 : 0),
    verdict({ successes, failures }) {
      if (failures > toleratedFailures) return 'open';
      return successes >= successThreshold ? 'close' : 'probe';
    },
  };
}

/** Lets a growing share of the calls through: the next share follows after `successThreshold` successes. */
export function gradualRecovery(
  options: RecoveryOptions & {
    /** The shares, each above 0 to 1, growing. @default [0.1, 0.25, 0.5, 0.75] */
    readonly shares?: readonly number[];
  } = {},
): Recovery {
  const { successThreshold, toleratedFailures } = recoverySettings(options);
  const shares = sharesOption(options.shares ?? [0.1, 0.25, 0.5, 0.75]);
  return {
    share: ({ successes }) => shares[Math.floor(successes / successThreshold)] ?? 1,
    verdict({ successes, failures }) {
      if (failures > toleratedFailures) return 'open';
      return successes >= successThreshold * shares.length ? 'close' : 'probe';
    },
  };
}

function recoverySettings(options: RecoveryOptions): Required<RecoveryOptions> {
  return {
    successThreshold: numberOption('successThreshold', options.successThreshold ?? 5, {
      min: 1,
      integer: true,
    }),
    toleratedFailures: numberOption('toleratedFailures', options.toleratedFailures ?? 0, {
      min: 0,
      integer: true,
    }),
  };
}

function sharesOption(shares: readonly number[]): readonly number[] {
  const grow = shares.every((share, index) => share > (shares[index - 1] ?? 0) && share <= 1);
  if (shares.length > 0 && grow) return [...shares];
  throw invalidOption('shares', 'growing numbers above 0 to 1', JSON.stringify(shares));
}
