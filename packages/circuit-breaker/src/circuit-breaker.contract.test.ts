import { circuitBreakerContract } from '@toolwright/testing';
import { describe, it } from 'vitest';
import { createCircuitBreaker } from './index.ts';

describe('createCircuitBreaker keeps the contract of a CircuitBreaker', () => {
  it.each(circuitBreakerContract)('$name', (promise) =>
    promise.run((setting) => createCircuitBreaker({ name: 'contract', resetGrowth: 1, ...setting })),
  );
});
