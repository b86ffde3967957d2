import { createCache } from '@toolwright/cache';
import { createCircuitBreaker } from '@toolwright/circuit-breaker';
import { noopTelemetry } from '@toolwright/core';
import type { Middleware } from '@toolwright/core';
import { cached, circuitBreaker, rateLimit, timeout } from '@toolwright/middleware';
import { createRateLimiter, tokenBucket } from '@toolwright/ratelimit';
import { trace } from '@toolwright/telemetry';

/** The rails that a service has in production. */
export interface Rails {
  /** Around every tool. */
  readonly outer: readonly Middleware[];
  /** Around one tool, in the toolbox's own. */
  readonly inner: () => readonly Middleware[];
}

/** Rails that refuse nothing, over a cache of so many results. */
export function rails(cachedResults: number): Rails {
  const plenty = tokenBucket({ limit: 1_000_000_000, windowMs: 1_000 });
  const cache = createCache({ memory: { maxEntries: cachedResults } });
  return {
    outer: [
      trace({ telemetry: noopTelemetry }),
      rateLimit({ limiter: createRateLimiter({ policies: [plenty] }) }),
    ],
    inner: () => [
      cached({ cache, ttlMs: 60_000 }),
      circuitBreaker({ breaker: createCircuitBreaker({ name: 'bench' }) }),
      timeout({ attemptMs: 5_000 }),
    ],
  };
}
