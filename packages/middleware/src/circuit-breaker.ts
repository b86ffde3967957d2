import { invalidOption, rail, streamOf } from '@toolwright/core';
import type { Call, CircuitBreaker, Middleware, Next, Outcome } from '@toolwright/core';

/** Which circuit guards a call. */
export interface CircuitBreakerOptions {
  /** The breaker, or the one for a call: one for each upstream, say. */
  readonly breaker: CircuitBreaker | ((call: Call) => CircuitBreaker);
  /** Counts and tells, and lets refused calls through. @default false */
  readonly shadow?: boolean;
}

/**
 * Lets the breaker decide whether the rest of the pipeline runs, and count how it ends; a stream counts when it ends.
 * A refusal is `SERVICE_UNAVAILABLE` with the time until the next probe; `metadata.circuitBreaker` then names the circuit.
 *
 * @throws `INVALID_OPTIONS` for a breaker that is none.
 */
export function circuitBreaker(options: CircuitBreakerOptions): Middleware {
  const { breaker, shadow = false } = options;
  if (typeof breaker !== 'function' && typeof breaker?.executeOutcome !== 'function') {
    throw invalidOption('breaker', 'a CircuitBreaker or a function of the call', breaker);
  }
  return rail(
    {
      name: 'circuit-breaker',
      inside: ['rate-limit', 'cache', 'retry', 'hedge', 'fallback', 'idempotency'],
      outside: ['timeout'],
      describe: () => ({ shadow, ...(typeof breaker !== 'function' && { circuit: breaker.name }) }),
    },
    (call, next) => guard(typeof breaker === 'function' ? breaker(call) : breaker, { call, next, shadow }),
  );
}

interface Guarded {
  readonly call: Call;
  readonly next: Next;
  readonly shadow: boolean;
}

async function guard(breaker: CircuitBreaker, { call, next, shadow }: Guarded): Promise<Outcome> {
  let ran = false;
  const work = (): Promise<Outcome> => {
    ran = true;
    return next();
  };
  const waiting = new Waiting(call);
  const outcome = call.tool.streaming
    ? await untilStreamEnds(breaker, work, waiting)
    : await breaker.executeOutcome(work, waiting);
  if (ran) return outcome;
  call.annotate('circuitBreaker', { circuit: breaker.name, state: breaker.state, ...(shadow && { shadow }) });
  return shadow && outcome.ok === false ? next() : outcome;
}

/** Answers as soon as the stream opens; the breaker hears how it ended. */
function untilStreamEnds(
  breaker: CircuitBreaker,
  work: () => Promise<Outcome>,
  waiting: Waiting,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const opened = async (): Promise<Outcome> => {
      const outcome = await work();
      const stream = streamOf(outcome);
      if (stream === undefined) return outcome;
      resolve(outcome);
      return stream.ended;
    };
    breaker.executeOutcome(opened, waiting).then(resolve, reject);
  });
}

/** The call's signal for a breaker that has to wait; one that does not reads none, and none is made. */
class Waiting {
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }
}
