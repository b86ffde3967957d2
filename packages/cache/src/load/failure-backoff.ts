import type { Clock } from '@toolwright/core';
import type { ScopeSettings } from '../scope-settings.ts';

/** The last failure of a key's load. */
export interface RecentFailure {
  /** What the load threw; `undefined` too. */
  readonly reason: unknown;
  readonly failures: number;
  readonly untilMs: number;
}

// Keys whose failure is remembered; beyond, the oldest is forgotten.
const mostKeys = 1_000;

/** Remembers failed loads for a moment, so that a broken upstream is not asked by every caller in turn. */
export class FailureBackoff {
  readonly #clock: Clock;
  readonly #failures = new Map<string, RecentFailure>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The failure that callers of the key share now. */
  recent(key: string): RecentFailure | undefined {
    if (this.#failures.size === 0) return undefined;
    const failure = this.#failures.get(key);
    return failure !== undefined && this.#clock.monotonicNow() < failure.untilMs ? failure : undefined;
  }

  failed(key: string, reason: unknown, settings: ScopeSettings): void {
    const { failureBackoffMs, longestFailureBackoffMs } = settings;
    if (failureBackoffMs === 0) return;
    const failures = (this.#failures.get(key)?.failures ?? 0) + 1;
    const backoffMs = Math.min(failureBackoffMs * 2 ** (failures - 1), longestFailureBackoffMs);
    this.#failures.delete(key);
    this.#failures.set(key, { reason, failures, untilMs: this.#clock.monotonicNow() + backoffMs });
    if (this.#failures.size <= mostKeys) return;
    for (const oldest of this.#failures.keys()) {
      this.#failures.delete(oldest);
      return;
    }
  }

  forget(key: string): void {
    if (this.#failures.size > 0) this.#failures.delete(key);
  }
}
