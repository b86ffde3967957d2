import { Breaker } from './breaker.ts';
import { Circuit } from './circuit.ts';
import type { ManagedCircuitBreaker } from './managed-circuit-breaker.ts';
import { circuitSettings } from './options.ts';
import type { CircuitBreakerOptions } from './options.ts';
import { SharedCircuit } from './shared/shared-circuit.ts';

/**
 * Makes a circuit breaker. It holds no timer, but for a health check while it is open; dispose of it to stop that, to
 * leave the other processes and to let everything through from then on.
 *
 * Throws `INVALID_OPTIONS` for an option that cannot be used.
 */
export function createCircuitBreaker(options: CircuitBreakerOptions): ManagedCircuitBreaker {
  const circuit = new Circuit(circuitSettings(options));
  if (options.restore) circuit.restore(options.restore);
  const shared = options.shared && new SharedCircuit(circuit, options.shared);
  if (shared) {
    circuit.share(shared);
    shared.start();
  }
  const { fallback, fallbackFor } = options;
  return new Breaker({ circuit, shared, fallback, fallbackFor });
}
