import { invalidOption, rail, succeeded } from '@toolwright/core';
import type { Awaitable, Call, ErrorType, Failure, Middleware } from '@toolwright/core';

/** What is answered when the call fails. */
export interface FallbackOptions {
  /** Makes the answer: a plain value, what another service says, an older result. What it throws becomes the failure. */
  readonly run: (call: Call, failure: Failure) => Awaitable<unknown>;
  /** Which failures it stands in for. @default those of what the tool depends on; never the caller's own mistakes */
  readonly when?: (failure: Failure) => boolean;
}

const dependencyFailures: ReadonlySet<ErrorType> = new Set([
  'execution_error',
  'internal_error',
  'network_error',
  'unavailable_error',
  'timeout_error',
  'rate_limit_error',
]);

/**
 * Answers something else when the call fails, and says so in `metadata.fallback`. It stands outside of the cache, so
 * that fallbacks are not stored. After the call's own deadline there is no time left: the answer must be at hand.
 *
 * @throws `INVALID_OPTIONS` for a `run` that is no function.
 */
export function fallback(options: FallbackOptions): Middleware {
  const { run, when = (failure) => dependencyFailures.has(failure.type) } = options;
  if (typeof run !== 'function') throw invalidOption('run', 'a function that makes the answer', run);
  return rail(
    {
      name: 'fallback',
      inside: ['rate-limit', 'idempotency'],
      outside: ['cache', 'bulkhead', 'retry', 'hedge', 'circuit-breaker', 'timeout'],
      describe: () => ({}),
    },
    async (call, next) => {
      const outcome = await next();
      if (outcome.ok !== false || !when(outcome.failure)) return outcome;
      const value = await run(call, outcome.failure);
      call.annotate('fallback', { used: true, code: outcome.failure.code });
      return succeeded(value);
    },
  );
}
