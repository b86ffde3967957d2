import { invalidOption, numberOption, rail, ToolError, withDeadline } from '@toolwright/core';
import type { Awaitable, Call, Middleware, Next } from '@toolwright/core';

/** What is fetched ahead, and how much of it at once. */
export interface PrefetchOptions {
  /** The inputs (as the schema makes them) that this tool will probably be asked next, most likely first. */
  readonly predict: (call: Call, value: unknown) => Awaitable<readonly unknown[]>;
  /** Prefetches under way at once, an integer of at least 1; those beyond are left out. @default 2 */
  readonly maxConcurrent?: number;
  /** The longest that one may take, and the prediction before it, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number;
}

/**
 * Asks a query, once it has succeeded, what it will probably be asked next (the next page, the neighbours), so that the
 * cache inside of this rail has it by then: for the same principal and tenant, in the background, a bounded number at
 * once. Nobody waits for it and its failures harm nobody. A prefetch predicts nothing further. Commands and streams pass by.
 *
 * @throws `INVALID_OPTIONS` for a `predict` that is no function or a number out of its range.
 */
export function prefetch(options: PrefetchOptions): Middleware {
  const { predict } = options;
  if (typeof predict !== 'function') {
    throw invalidOption('predict', 'a function of the call and its value', predict);
  }
  const maxConcurrent = numberOption('maxConcurrent', options.maxConcurrent ?? 2, { min: 1, integer: true });
  const timeoutMs = numberOption('timeoutMs', options.timeoutMs ?? 10_000, { min: 1, max: 2_147_483_647 });
  const ahead = new Prefetcher({ predict, maxConcurrent, timeoutMs });
  return rail(
    {
      name: 'prefetch',
      inside: ['rate-limit', 'idempotency'],
      outside: ['cache', 'bulkhead', 'retry', 'hedge', 'circuit-breaker', 'timeout'],
      describe: () => ({ maxConcurrent, timeoutMs }),
    },
    async (call, next) => {
      const outcome = await next();
      const { kind, streaming } = call.tool;
      if (outcome.ok === true && kind === 'query' && !streaming) ahead.follow(call, next, outcome.value);
      return outcome;
    },
  );
}

class Prefetcher {
  readonly #settings: Required<PrefetchOptions>;
  #running = 0;

  constructor(settings: Required<PrefetchOptions>) {
    this.#settings = settings;
  }

  /** Starts on the next tick of the timer wheel: what the prefetches annotate must not reach this call's caller. */
  follow(call: Call, next: Next, value: unknown): void {
    if (this.#running < this.#settings.maxConcurrent) {
      call.clock.after(1, () => void this.#run(call, next, value));
    }
  }

  async #run(call: Call, next: Next, value: unknown): Promise<void> {
    try {
      for (const input of await this.#predicted(call, value)) {
        if (this.#running >= this.#settings.maxConcurrent) return;
        void this.#fetch(call, next, input);
      }
    } catch (error) {
      call.logger.warn('The prediction for a prefetch failed', { error });
    }
  }

  #predicted(call: Call, value: unknown): Promise<readonly unknown[]> {
    const { predict, timeoutMs } = this.#settings;
    const onTimeout = (): Error =>
      new ToolError('OPERATION_TIMEOUT', `The prediction was not there within ${timeoutMs} ms`);
    return withDeadline(async () => predict(call, value), { clock: call.clock, timeoutMs, onTimeout });
  }

  async #fetch(call: Call, next: Next, input: unknown): Promise<void> {
    const { timeoutMs } = this.#settings;
    this.#running += 1;
    const outcome = await next(call.detach({ timeoutMs }).fork({ input, attempt: 1, timeoutMs }));
    this.#running -= 1;
    if (outcome.ok === false) call.logger.debug('A prefetch failed', { code: outcome.failure.code });
  }
}
