import { numberOption } from '@toolwright/core';
import type { Random } from '@toolwright/core';
import type { Fault } from './fault.ts';

/** One call of a wrapped port. */
export interface ChaosCall {
  /** Its number among all calls of the port, from 1. */
  readonly number: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Decides what goes wrong with a call; undefined: nothing. */
export type ChaosPlan = (call: ChaosCall) => Fault | undefined;

/** Every call goes wrong in the same way. */
export function always(fault: Fault): ChaosPlan {
  return () => fault;
}

/** The first call meets the first fault, and so on; undefined, and whatever comes after the last, goes well. */
export function scripted(faults: readonly (Fault | undefined)[]): ChaosPlan {
  let next = 0;
  return () => {
    const fault = faults[next];
    next += 1;
    return fault;
  };
}

/** A share of the calls, from 0 to 1, meets one of the faults; with seeded chance always the same ones. */
export function seeded(random: Random, share: number, faults: readonly Fault[]): ChaosPlan {
  numberOption('share', share, { min: 0, max: 1 });
  numberOption('faults.length', faults.length, { min: 1 });
  return () => {
    if (random.next() >= share) return undefined;
    return faults[Math.floor(random.next() * faults.length)];
  };
}

/** Only calls of these methods follow the plan. */
export function onlyFor(methods: readonly string[], plan: ChaosPlan): ChaosPlan {
  return (call) => (methods.includes(call.method) ? plan(call) : undefined);
}
