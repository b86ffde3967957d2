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
    (call, next) => {
      const own = typeof breaker === 'function' ? breaker(call) : breaker;
      const passage = new Passage(call, next);
      const guarded = call.tool.streaming
        ? untilStreamEnds(own, passage)
        : own.executeOutcome(passage.run, passage);
      // It runs at once, or it was refused, or the breaker has something to ask first.
      return passage.ran
        ? guarded
        : guarded.then((outcome) => (passage.ran ? outcome : told(own, { call, next, shadow, outcome })));
    },
  );
}

interface Refused {
  readonly call: Call;
  readonly next: Next;
  readonly shadow: boolean;
  readonly outcome: Outcome;
}

/** Says who refused; in shadow mode the call runs all the same. */
function told(breaker: CircuitBreaker, { call, next, shadow, outcome }: Refused): Outcome | Promise<Outcome> {
  const { name: circuit, state } = breaker;
  call.annotate('circuitBreaker', shadow ? { circuit, state, shadow } : { circuit, state });
  return shadow && outcome.ok === false ? next() : outcome;
}

/** One call on its way through a breaker: the work, and the signal for a breaker that has to wait. */
class Passage {
  ran = false;
  readonly #call: Call;
  readonly run: () => Promise<Outcome>;

  constructor(call: Call, next: Next) {
    this.#call = call;
    this.run = () => {
      this.ran = true;
      return next();
    };
  }

  /** Made when it is read: most calls never wait. */
  get signal(): AbortSignal {
    return this.#call.signal;
  }
}

/** Answers as soon as the stream opens; the breaker hears how it ended. */
function untilStreamEnds(breaker: CircuitBreaker, passage: Passage): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const opened = async (): Promise<Outcome> => {
      const outcome = await passage.run();
      const stream = streamOf(outcome);
      if (stream === undefined) return outcome;
      resolve(outcome);
      return stream.ended;
    };
    breaker.executeOutcome(opened, passage).then(resolve, reject);
  });
}
