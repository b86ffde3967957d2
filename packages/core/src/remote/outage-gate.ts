import { numberOption } from '../errors/invalid-options.ts';
import type { Clock } from '../ports/clock.ts';

/** How an outage gate behaves. */
export interface OutageGateOptions {
  readonly clock: Clock;
  /** Failures in a row that close the way to the remote; at least 1. @default 1 */
  readonly failureThreshold?: number;
  /** How long the remote is skipped before one probe is let through. @default 1_000 */
  readonly skipMs?: number;
  /** The skip doubles with each failed probe up to this. @default 30_000 */
  readonly longestSkipMs?: number;
}

/** Skips a failing remote, so that an outage does not cost every caller a timeout. */
export interface OutageGate {
  /** Whether to try the remote now. During an outage one caller at a time is sent as the probe. */
  allows(): boolean;
  /** The remote answered. */
  succeeded(): void;
  /** The remote failed, or was silent. */
  failed(): void;
  /** Whether the remote is being skipped, a probe under way included. */
  readonly skipping: boolean;
}

/** Makes a gate for one remote. A probe that never reports costs one skip, then another is sent. */
export function createOutageGate(options: OutageGateOptions): OutageGate {
  const { clock } = options;
  const failureThreshold = numberOption('failureThreshold', options.failureThreshold ?? 1, {
    min: 1,
    integer: true,
  });
  const skipMs = numberOption('skipMs', options.skipMs ?? 1_000, { min: 1 });
  const longestSkipMs = numberOption('longestSkipMs', options.longestSkipMs ?? 30_000, { min: skipMs });
  let failures = 0;
  let currentSkipMs = skipMs;
  let nextProbeAtMs: number | undefined;
  let probing = false;
  return {
    allows() {
      if (nextProbeAtMs === undefined) return true;
      const now = clock.monotonicNow();
      if (now < nextProbeAtMs) return false;
      nextProbeAtMs = now + currentSkipMs;
      probing = true;
      return true;
    },
    succeeded() {
      failures = 0;
      currentSkipMs = skipMs;
      nextProbeAtMs = undefined;
      probing = false;
    },
    failed() {
      failures += 1;
      if (failures < failureThreshold) return;
      // Without a probe under way this is one of many that set out before the outage was known: it says nothing new.
      if (nextProbeAtMs !== undefined && !probing) return;
      if (probing) currentSkipMs = Math.min(currentSkipMs * 2, longestSkipMs);
      probing = false;
      nextProbeAtMs = clock.monotonicNow() + currentSkipMs;
    },
    get skipping() {
      return nextProbeAtMs !== undefined;
    },
  };
}
