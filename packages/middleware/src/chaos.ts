import { failed, invalidOption, numberOption, pause, rail, systemRandom, toFailure } from '@toolwright/core';
import type { Call, Failure, Middleware, Next, Outcome, Random } from '@toolwright/core';

/** One way in which calls go wrong. */
export interface ChaosFault {
  /** Names the fault in `metadata.chaos`. */
  readonly name: string;
  /** The share of the calls it hits, 0 to 1. */
  readonly share: number;
  /** Which calls it may hit. @default all */
  readonly when?: (call: Call) => boolean;
  /** Milliseconds that it delays the call. @default 0 */
  readonly delayMs?: number;
  /** The failure that it ends the call with. @default none: the call goes on */
  readonly failure?: Failure | ((call: Call) => Failure);
  /** Before the work is done, or after it: the effect has taken place and its answer is lost. @default 'before' */
  readonly point?: 'before' | 'after';
}

/** What goes wrong, and the two switches that let it. */
export interface ChaosOptions {
  /** Tried in this order; the first that hits a call is the only one. */
  readonly faults: readonly ChaosFault[];
  /** The first switch. @default false */
  readonly enabled?: boolean;
  /** The second switch: where the program runs, as its own configuration says. */
  readonly environment: string | undefined;
  /** Where faults are allowed. @default 'development', 'test' and 'staging' */
  readonly environments?: readonly string[];
  /** @default systemRandom */
  readonly random?: Random;
}

const defaultEnvironments: readonly string[] = ['development', 'test', 'staging'];

/**
 * Lets a share of the calls fail, wait, or lose their answer, to see whether everything around stands it. Does nothing
 * unless it is switched on twice: `enabled`, and an `environment` that is one of `environments`. `metadata.chaos` names
 * the fault that hit a call.
 *
 * @throws `INVALID_OPTIONS` for a share outside 0 to 1, or a bad delay or point.
 */
export function chaos(options: ChaosOptions): Middleware {
  const { enabled = false, environment, environments = defaultEnvironments, random = systemRandom } = options;
  const faults = options.faults.map(checked);
  const active = enabled && environment !== undefined && environments.includes(environment);
  return rail(
    {
      name: 'chaos',
      inside: [
        'audit',
        'cache',
        'bulkhead',
        'retry',
        'hedge',
        'fallback',
        'idempotency',
        'circuit-breaker',
        'timeout',
      ],
      describe: () => ({ active, faults: faults.map(({ name, share }) => ({ name, share })) }),
    },
    (call, next) => {
      const fault = active ? faults.find((each) => hits(each, call, random)) : undefined;
      return fault === undefined ? next() : strike(fault, call, next);
    },
  );
}

function hits({ share, when }: ChaosFault, call: Call, random: Random): boolean {
  return (when === undefined || when(call)) && random.next() < share;
}

async function strike(fault: ChaosFault, call: Call, next: Next): Promise<Outcome> {
  const { name, delayMs = 0, failure, point = 'before' } = fault;
  call.annotate('chaos', { fault: name, point });
  const done = point === 'after' ? await next() : undefined;
  if (delayMs > 0) {
    try {
      await pause(call.clock, delayMs, call.signal);
    } catch (reason) {
      return failed(toFailure(reason));
    }
  }
  if (failure !== undefined) return failed(typeof failure === 'function' ? failure(call) : failure);
  return done ?? next();
}

function checked(fault: ChaosFault): ChaosFault {
  const { name, share, delayMs, failure, point = 'before' } = fault;
  if (typeof name !== 'string' || name === '') throw invalidOption('faults.name', 'a name', name);
  numberOption('faults.share', share, { min: 0, max: 1 });
  if (delayMs !== undefined) numberOption('faults.delayMs', delayMs, { min: 0, max: 2_147_483_647 });
  if (point !== 'before' && point !== 'after')
    throw invalidOption('faults.point', '"before" or "after"', point);
  if (failure === undefined && delayMs === undefined) {
    throw invalidOption('faults', 'faults with a failure, a delay, or both', fault);
  }
  return fault;
}
