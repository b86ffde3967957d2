import { numberOption, rail } from '@toolwright/core';
import type { Middleware } from '@toolwright/core';

/** How long one attempt may take. */
export interface TimeoutOptions {
  /** Milliseconds, 1 to 2 147 483 647. Of a stream: until its first chunk. */
  readonly attemptMs: number;
}

/**
 * Bounds one attempt: after `attemptMs` its signal aborts and it fails with `OPERATION_TIMEOUT`, which a retry outside
 * of this rail may repeat. The whole call has a deadline anyway: the tool's `timeoutMs`, or the caller's.
 *
 * @throws `INVALID_OPTIONS` for a bad `attemptMs`.
 */
export function timeout(options: TimeoutOptions): Middleware {
  const attemptMs = numberOption('attemptMs', options.attemptMs, { min: 1, max: 2_147_483_647 });
  return rail(
    {
      name: 'timeout',
      inside: ['retry', 'hedge', 'circuit-breaker', 'cache', 'idempotency', 'bulkhead'],
      describe: () => ({ attemptMs }),
    },
    (call, next) => next(call.fork({ attempt: call.attempt, timeoutMs: attemptMs })),
  );
}
