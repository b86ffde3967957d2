import { contextKey, failed, invalidOption, numberOption, pause, rail, systemRandom } from '@toolwright/core';
import type { Call, Failure, Middleware, Next, Outcome, Random } from '@toolwright/core';
import pRetry from 'p-retry';
import { attemptSpan } from './attempt-span.ts';
import { backoffMs } from './backoff.ts';
import type { Backoff, BackoffPlan } from './backoff.ts';
import { mayRepeat } from './may-repeat.ts';
import { createRetryBudget } from './retry-budget.ts';
import type { RetryBudget } from './retry-budget.ts';

/** When and how often a call is tried again. */
export interface RetryOptions {
  /** The first attempt included, 1 to 20. @default 3 */
  readonly maxAttempts?: number;
  /** @default 'exponential' */
  readonly backoff?: Backoff;
  /** The first wait, in milliseconds. @default 100 */
  readonly baseMs?: number;
  /** The longest wait, in milliseconds. @default 10_000 */
  readonly maxMs?: number;
  /** @default 'full' */
  readonly jitter?: 'full' | 'none';
  /** Which failures are worth another try. @default those that say `retryable` */
  readonly when?: (failure: Failure) => boolean;
  /** The longest that a failure's own `retryAfterMs` makes it wait. @default 60_000 */
  readonly maxRetryAfterMs?: number;
  /** @default one of its own: a tenth of the calls, and ten a second */
  readonly budget?: RetryBudget;
  /** @default systemRandom */
  readonly random?: Random;
}

const defaults = { maxAttempts: 3, baseMs: 100, maxMs: 10_000, maxRetryAfterMs: 60_000 };

/** The options, checked, with their defaults. */
interface RetrySettings extends BackoffPlan {
  readonly maxAttempts: number;
  readonly when: (failure: Failure) => boolean;
  readonly maxRetryAfterMs: number;
  readonly budget: RetryBudget;
  readonly random: Random;
}

/** Set once a retry rail has repeated the call: retries around it would multiply. */
const repeated = contextKey<true>('repeated');

/**
 * Tries again what failed and may be repeated: queries, idempotent tools, and calls with an idempotency key. Waits with
 * full jitter, and as long as the failure says (`retryAfterMs`); never past the call's deadline, never beyond the
 * budget, and stops at once when the call is aborted. An open circuit is tried again only if its probe comes within `maxMs`.
 * The engine behind the repetitions is p-retry; a first attempt that succeeds never enters it. Each attempt after the
 * first is a span of its own.
 *
 * `metadata.retry` says `{ attempts, waitedMs, gaveUp? }` when there was more than one attempt or would have been.
 *
 * @throws `INVALID_OPTIONS` for a number out of its range.
 */
export function retry(options: RetryOptions = {}): Middleware {
  const settings = settingsOf(options);
  const { maxAttempts, backoff, baseMs, maxMs, budget } = settings;
  return rail(
    {
      name: 'retry',
      inside: ['rate-limit', 'cache', 'idempotency', 'bulkhead', 'fallback'],
      outside: ['hedge', 'circuit-breaker', 'timeout'],
      describe: () => ({ maxAttempts, backoff, baseMs, maxMs }),
    },
    async (call, next) => {
      budget.earn();
      const first = await next();
      if (first.ok !== false || maxAttempts === 1) return first;
      if (!settings.when(first.failure) || !mayRepeat(call) || call.interrupted) return first;
      return new Repetition(settings, call, next).run(first.failure);
    },
  );
}

type GaveUp = 'attempts' | 'budget' | 'deadline' | 'circuit-open';

/** What p-retry sees of a failed attempt; one for all attempts of a call. */
class FailedAttempt extends Error {
  failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The attempts of one call after its first has failed. */
class Repetition {
  readonly #settings: RetrySettings;
  readonly #call: Call;
  readonly #next: Next;
  #attempts = 1;
  #waitedMs = 0;
  #gaveUp: GaveUp | undefined;

  constructor(settings: RetrySettings, call: Call, next: Next) {
    this.#settings = settings;
    this.#call = call;
    this.#next = next;
  }

  async run(first: Failure): Promise<Outcome> {
    const attempt = new FailedAttempt(first);
    if (this.#call.get(repeated) === true) return failed(first);
    this.#call.set(repeated, true);
    try {
      return await pRetry((number) => this.#attempt(attempt, number), {
        retries: this.#settings.maxAttempts - 1,
        minTimeout: 0,
        randomize: false,
        shouldRetry: ({ retriesConsumed }) => this.#wait(attempt.failure, retriesConsumed + 1),
      });
    } catch (error) {
      if (error !== attempt) throw error;
      if (this.#attempts === this.#settings.maxAttempts) this.#gaveUp = 'attempts';
      return failed(attempt.failure);
    } finally {
      const gaveUp = this.#gaveUp;
      const told = { attempts: this.#attempts, waitedMs: Math.round(this.#waitedMs) };
      this.#call.annotate('retry', gaveUp === undefined ? told : { ...told, gaveUp });
    }
  }

  /** The engine's first invocation replays the failure that brought us here. */
  async #attempt(attempt: FailedAttempt, number: number): Promise<Outcome> {
    if (number === 1) throw attempt;
    this.#attempts += 1;
    const fork = this.#call.fork({ attempt: this.#attempts });
    const outcome = await attemptSpan('retry', this.#call, fork, this.#next);
    if (outcome.ok !== false || !this.#settings.when(outcome.failure)) return outcome;
    attempt.failure = outcome.failure;
    throw attempt;
  }

  /** Waits for the next attempt's time; `false` when there is none. Rejects when the call is aborted meanwhile. */
  async #wait(failure: Failure, repetition: number): Promise<boolean> {
    const { clock } = this.#call;
    const delayMs = this.#delayMs(failure, repetition);
    if (this.#opensTooLate(failure)) this.#gaveUp = 'circuit-open';
    else if (clock.monotonicNow() + delayMs >= this.#call.deadlineAtMs) this.#gaveUp = 'deadline';
    else if (!this.#settings.budget.spend()) this.#gaveUp = 'budget';
    if (this.#gaveUp !== undefined) return false;
    this.#waitedMs += delayMs;
    await pause(clock, delayMs, this.#call.signal);
    return true;
  }

  /** A circuit that probes later than a backoff would ever wait is not waited for: failing fast is what it is for. */
  #opensTooLate(failure: Failure): boolean {
    return isOpenCircuit(failure) && (failure.retryAfterMs ?? Infinity) > this.#settings.maxMs;
  }

  #delayMs(failure: Failure, repetition: number): number {
    const { random, baseMs, maxRetryAfterMs } = this.#settings;
    const { retryAfterMs } = failure;
    if (retryAfterMs === undefined) return backoffMs(this.#settings, repetition, random);
    // A circuit refuses until its probe: earlier is in vain. Others' hints are not trusted beyond a bound.
    const hintMs = isOpenCircuit(failure) ? retryAfterMs : Math.min(retryAfterMs, maxRetryAfterMs);
    return hintMs + random.next() * baseMs;
  }
}

function isOpenCircuit({ details }: Failure): boolean {
  return details?.['reason'] === 'circuit-open';
}

function settingsOf(options: RetryOptions): RetrySettings {
  const { backoff = 'exponential', jitter = 'full', when = (failure) => failure.retryable } = options;
  if (!['exponential', 'linear', 'constant'].includes(backoff)) {
    throw invalidOption('backoff', '"exponential", "linear" or "constant"', backoff);
  }
  if (jitter !== 'full' && jitter !== 'none') throw invalidOption('jitter', '"full" or "none"', jitter);
  const baseMs = numberOption('baseMs', options.baseMs ?? defaults.baseMs, { min: 0 });
  const { maxRetryAfterMs = defaults.maxRetryAfterMs, maxAttempts = defaults.maxAttempts } = options;
  return {
    backoff,
    jitter,
    when,
    baseMs,
    maxMs: numberOption('maxMs', options.maxMs ?? Math.max(defaults.maxMs, baseMs), { min: baseMs }),
    maxAttempts: numberOption('maxAttempts', maxAttempts, { min: 1, max: 20, integer: true }),
    maxRetryAfterMs: numberOption('maxRetryAfterMs', maxRetryAfterMs, { min: 0 }),
    budget: options.budget ?? createRetryBudget(),
    random: options.random ?? systemRandom,
  };
}
