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
export function isDue(phase: Open, nowMs: number): boolean {
  return phase.well && nowMs >= phase.probeAtMs;
}
