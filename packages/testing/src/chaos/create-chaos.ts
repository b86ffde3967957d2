import { pause, systemClock } from '@toolwright/core';
import type { Clock } from '@toolwright/core';
import type { ChaosCall, ChaosPlan } from './chaos-plan.ts';
import type { Fault } from './fault.ts';

/** How chaos comes over a port. */
export interface ChaosOptions {
  /** @default nothing goes wrong until `follow` says otherwise */
  readonly plan?: ChaosPlan;
  /** Times delays. @default systemClock */
  readonly clock?: Clock;
}

/** A port and what goes wrong with it. */
export interface Chaos<Port extends object> {
  /** The port, as its users see it. */
  readonly port: Port;
  /** From now on calls follow this plan. Without one everything goes well; calls that hang stay so. */
  follow(plan?: ChaosPlan): void;
  /** Every call so far. */
  readonly calls: () => readonly ChaosCall[];
}

/**
 * Wraps a port so that calls of its methods fail, hang, come late or lie, as a plan says. Faults are for methods that
 * answer with a promise or an async iterable: a call of another one, `cache.namespace` or `breaker.on`, must be left
 * alone by the plan (see {@link onlyFor}).
 */
export function createChaos<Port extends object>(port: Port, options: ChaosOptions = {}): Chaos<Port> {
  const { clock = systemClock } = options;
  const calls: ChaosCall[] = [];
  let plan = options.plan;
  const wrap = (method: string, work: (...args: unknown[]) => unknown) => {
    return (...args: unknown[]): unknown => {
      const call = { number: calls.length + 1, method, args };
      calls.push(call);
      const fault = plan?.(call);
      return fault === undefined ? work(...args) : suffer(fault, () => work(...args), clock);
    };
  };
  return {
    port: new Proxy(port, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function' || typeof name === 'symbol') return member;
        return wrap(name, member.bind(target) as (...args: unknown[]) => unknown);
      },
    }),
    follow(next) {
      plan = next;
    },
    calls: () => [...calls],
  };
}

function suffer(fault: Fault, work: () => unknown, clock: Clock): unknown {
  return either(outcome(fault, work, clock));
}

async function outcome(fault: Fault, work: () => unknown, clock: Clock): Promise<unknown> {
  switch (fault.kind) {
    case 'fail':
      throw fault.error;
    case 'lose-answer':
      await finish(work());
      throw fault.error;
    case 'hang':
      return new Promise(() => {});
    case 'delay':
      await pause(clock, fault.delayMs);
      return work();
    case 'lie':
      return fault.answer(await work());
    default:
      return fault satisfies never;
  }
}

/** A promise that can be iterated as well: before the work has run nobody knows which of the two the caller wants. */
function either(promise: Promise<unknown>): unknown {
  // Whoever iterates never looks at the promise itself.
  promise.catch(() => undefined);
  return Object.assign(promise, {
    async *[Symbol.asyncIterator]() {
      yield* (await promise) as AsyncIterable<unknown>;
    },
  });
}

/** Waits for a promise, or reads an async iterable to its end. */
async function finish(result: unknown): Promise<void> {
  const answer = await result;
  if (typeof answer !== 'object' || answer === null || !(Symbol.asyncIterator in answer)) return;
  const items = answer as AsyncIterable<unknown>;
  for await (const item of items) void item;
}
