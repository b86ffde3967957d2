import type { CircuitBreaker } from '@toolwright/core';
import type { CircuitMode } from './options.ts';

/** A circuit breaker with what its operator needs beyond the port. */
export interface ManagedCircuitBreaker extends CircuitBreaker {
  /**
   * Changes what the circuit does with what it counts; the counts start anew. `'enabled'` closes a circuit that was
   * disabled or in metrics-only, and changes no other.
   */
  setMode(mode: CircuitMode): void;
}
