import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import {
  bulkhead,
  cached,
  chaos,
  circuitBreaker,
  createRetryBudget,
  fallback,
  hedge,
  idempotency,
  prefetch,
  rateLimit,
  retry,
  timeout,
} from './index.ts';
import { mapCache } from '../test-support/map-cache.ts';
import { mapStore } from '../test-support/map-store.ts';
import { scriptedLimiter } from '../test-support/scripted-ports.ts';

const clock = createFakeClock();
const wrong = undefined as never;
const store = mapStore(clock);
const cache = mapCache(clock);
const limiter = scriptedLimiter();
const fault = { name: 'x', share: 1, delayMs: 1 };

const cases: readonly (readonly [string, () => unknown])[] = [
  ['attemptMs', () => timeout({ attemptMs: 0 })],
  ['maxAttempts', () => retry({ maxAttempts: 0 })],
  ['maxAttempts', () => retry({ maxAttempts: 21 })],
  ['backoff', () => retry({ backoff: 'quadratic' as never })],
  ['jitter', () => retry({ jitter: 'some' as never })],
  ['baseMs', () => retry({ baseMs: -1 })],
  ['maxMs', () => retry({ baseMs: 100, maxMs: 50 })],
  ['maxRetryAfterMs', () => retry({ maxRetryAfterMs: Number.NaN })],
  ['ratio', () => createRetryBudget({ ratio: 2 })],
  ['floorPerSecond', () => createRetryBudget({ floorPerSecond: -1 })],
  ['saveSeconds', () => createRetryBudget({ saveSeconds: 0 })],
  ['limiter', () => rateLimit({ limiter: wrong })],
  ['cost', () => rateLimit({ limiter, cost: 0 })],
  ['maxWaitMs', () => rateLimit({ limiter, maxWaitMs: -1 })],
  ['cache', () => cached({ cache: wrong })],
  ['scope', () => cached({ cache, scope: 'world' as never })],
  ['ttlMs', () => cached({ cache, ttlMs: 0 })],
  ['breaker', () => circuitBreaker({ breaker: wrong })],
  ['run', () => fallback({ run: wrong })],
  ['maxConcurrent', () => bulkhead({ maxConcurrent: 0 })],
  ['maxQueue', () => bulkhead({ maxConcurrent: 1, maxQueue: 1.5 })],
  ['maxQueueMs', () => bulkhead({ maxConcurrent: 1, maxQueueMs: 0 })],
  ['key', () => bulkhead({ maxConcurrent: 1, key: 'tool' as never })],
  ['priority', () => bulkhead({ maxConcurrent: 1, priority: 3 as never })],
  ['quantile', () => hedge({ quantile: 1 })],
  ['minDelayMs', () => hedge({ minDelayMs: 0 })],
  ['maxDelayMs', () => hedge({ minDelayMs: 20, maxDelayMs: 10 })],
  ['minimumSamples', () => hedge({ minimumSamples: 0 })],
  ['store', () => idempotency({ store: wrong })],
  ['ttlMs', () => idempotency({ store, ttlMs: 0 })],
  ['leaseMs', () => idempotency({ store, leaseMs: 1 })],
  ['waitMs', () => idempotency({ store, waitMs: -1 })],
  ['whenStoreFails', () => idempotency({ store, whenStoreFails: 'hope' as never })],
  ['predict', () => prefetch({ predict: wrong })],
  ['maxConcurrent', () => prefetch({ predict: () => [], maxConcurrent: 0 })],
  ['timeoutMs', () => prefetch({ predict: () => [], timeoutMs: 0 })],
  ['faults.name', () => chaos({ environment: 'test', faults: [{ ...fault, name: '' }] })],
  ['faults.share', () => chaos({ environment: 'test', faults: [{ ...fault, share: 2 }] })],
  ['faults.delayMs', () => chaos({ environment: 'test', faults: [{ ...fault, delayMs: -1 }] })],
  ['faults.point', () => chaos({ environment: 'test', faults: [{ ...fault, point: 'during' as never }] })],
  ['faults', () => chaos({ environment: 'test', faults: [{ name: 'x', share: 1 }] })],
];

describe('a bad option', () => {
  it.each(cases)('%s is refused where the rail is made, by name', (option, make) => {
    let thrown: unknown;
    try {
      make();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'INVALID_OPTIONS', details: { option } });
    expect(String(thrown)).toContain(`Option "${option}" must be `);
  });
});
