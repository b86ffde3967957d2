import type { Failure } from '../errors/failure.ts';
import type { Outcome } from '../call/outcome.ts';

/** Where a circuit stands. `disabled`: lets everything through, counts nothing. `metrics-only`: counts, never opens. */
export type CircuitState = 'closed' | 'open' | 'half-open' | 'isolated' | 'disabled' | 'metrics-only';

/**
 * Stops calling what is broken, and finds out when it is well again.
 *
 * A refusal is `SERVICE_UNAVAILABLE` of type `unavailable_error`, retryable unless the circuit was isolated by hand,
 * with `details.reason: 'circuit-open'` and `retryAfterMs`, the time until the next probe.
 */
export interface CircuitBreaker {
  readonly name: string;
  readonly state: CircuitState;
  /** Runs `work` and returns or throws what it does; throws the refusal as a `ToolError`, `work` then does not run. */
  execute<T>(work: () => Promise<T>, options?: { readonly signal?: AbortSignal }): Promise<T>;
  /** Runs `work`; a refusal is an outcome. Never rejects when `work` does not. */
  executeOutcome<T>(
    work: () => Promise<Outcome<T>>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<Outcome<T>>;
  /** Refuses everything until `close()`. */
  isolate(): void;
  close(): void;
  snapshot(): CircuitSnapshot;
  /** Returns what stops listening. A throwing listener harms nobody. */
  on(listener: (event: CircuitEvent) => void): () => void;
  [Symbol.dispose](): void;
}

/** A circuit's numbers, as data: it can be stored and restored. */
export interface CircuitSnapshot {
  readonly name: string;
  readonly state: CircuitState;
  /** When the state was entered, in milliseconds since the epoch. */
  readonly sinceMs: number;
  /** When an open circuit probes next, in milliseconds since the epoch. */
  readonly nextProbeAtMs?: number;
  readonly counts: {
    readonly successes: number;
    readonly failures: number;
    readonly slow: number;
    readonly refused: number;
  };
  /** Milliseconds, of the rolling window. */
  readonly latency: {
    readonly count: number;
    readonly mean: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
  };
}

/** What a circuit tells. `atMs` is milliseconds since the epoch. */
export type CircuitEvent = { readonly circuit: string; readonly atMs: number } & (
  | { readonly type: 'circuit-opened'; readonly reason: string; readonly retryAfterMs: number }
  | { readonly type: 'circuit-half-opened' | 'circuit-closed' | 'circuit-isolated' }
  | { readonly type: 'call-refused'; readonly retryAfterMs: number }
  | { readonly type: 'call-succeeded'; readonly durationMs: number; readonly slow: boolean }
  | { readonly type: 'call-failed'; readonly durationMs: number; readonly failure: Failure }
  | { readonly type: 'fallback-used'; readonly failure: Failure }
);
