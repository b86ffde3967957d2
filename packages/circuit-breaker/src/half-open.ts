import type { Random } from '@toolwright/core';
import type { CallCounts } from './call-window.ts';
import type { Recovery, RecoveryProgress, Verdict } from './recovery.ts';

// Between a share of 0 and 1, a call is let through when none was for this long.
const longestPauseMs = 1_000;

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
export class HalfOpen {
  readonly state = 'half-open';
  readonly #options: HalfOpenOptions;
  // In order of their deadlines, since all have the same time.
  readonly #inFlight: Set<Probe> = new Set();
  #lastProbeAtMs = -Infinity;
  #successes = 0;
  #failures = 0;
  #slow = 0;
  // Failures as the recovery sees them: slow successes may be among them.
  #bad = 0;

  constructor(options: HalfOpenOptions) {
    this.#options = options;
  }

  /** Lets a call through as a probe, or does not. */
  admit(nowMs: number): Probe | undefined {
    if (!this.#lets(nowMs)) return undefined;
    const probe: Probe = { state: 'probe', period: this, deadlineAtMs: nowMs + this.#options.probeTimeoutMs };
    this.#inFlight.add(probe);
    this.#lastProbeAtMs = nowMs;
    return probe;
  }

  /** Whether a probe is still waited for. */
  awaits(probe: Probe): boolean {
    return this.#inFlight.has(probe);
  }

  /** Frees the slot of a probe that says nothing. */
  release(probe: Probe): void {
    this.#inFlight.delete(probe);
  }

  succeeded(probe: Probe, slow: boolean, slowIsBad: boolean): Verdict {
    this.#inFlight.delete(probe);
    if (slow) this.#slow += 1;
    this.#successes += 1;
    if (slow && slowIsBad) this.#bad += 1;
    return this.#verdict();
  }

  failed(probe: Probe, slow: boolean): Verdict {
    this.#inFlight.delete(probe);
    if (slow) this.#slow += 1;
    this.#failures += 1;
    this.#bad += 1;
    return this.#verdict();
  }

  /** Counts overdue probes as failed; answers the instant at which that opens the circuit, should it. */
  brokenByOverdue(nowMs: number): number | undefined {
    for (const probe of this.#inFlight) {
      if (probe.deadlineAtMs > nowMs) return undefined;
      if (this.failed(probe, false) === 'open') return probe.deadlineAtMs;
    }
    return undefined;
  }

  /** Milliseconds until a probe is let through at the latest, as far as is known. */
  retryAfterMs(nowMs: number): number {
    const pauseMs = this.#lastProbeAtMs + longestPauseMs - nowMs;
    const [oldest] = this.#inFlight;
    const overdueMs = oldest === undefined ? longestPauseMs : oldest.deadlineAtMs - nowMs;
    return pauseMs > 0 ? Math.min(pauseMs, overdueMs) : overdueMs;
  }

  get counts(): CallCounts {
    return { successes: this.#successes, failures: this.#failures, slow: this.#slow };
  }

  #lets(nowMs: number): boolean {
    const { recovery, random } = this.#options;
    const share = recovery.share(this.#progress());
    if (share >= 1) return true;
    if (!(share > 0)) return false;
    return nowMs - this.#lastProbeAtMs >= longestPauseMs || random.next() < share;
  }

  #verdict(): Verdict {
    return this.#options.recovery.verdict(this.#progress());
  }

  #progress(): RecoveryProgress {
    const slowButBad = this.#bad - this.#failures;
    return { successes: this.#successes - slowButBad, failures: this.#bad, inFlight: this.#inFlight.size };
  }
}
