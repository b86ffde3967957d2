import { failed, failure, invalidOption, numberOption, rail, toFailure } from '@toolwright/core';
import type { Call, Failure, Middleware, Next, Outcome } from '@toolwright/core';
import { callerOf } from './caller-of.ts';
import { Compartment } from './compartment.ts';
import type { Admission, Slot } from './compartment.ts';
import type { Queued } from './fair-queue.ts';
import { tryAgain } from './try-again.ts';

/** How many calls run at once, and how many wait. */
export interface BulkheadOptions {
  /** Calls that run at once, for each key, an integer of at least 1. */
  readonly maxConcurrent: number;
  /** Calls that wait for a slot, for each key, an integer. @default 0: refuses at once */
  readonly maxQueue?: number;
  /** The longest wait, in milliseconds; the call's own deadline bounds it too. @default 1_000 */
  readonly maxQueueMs?: number;
  /** Which calls share slots. @default all calls through this rail */
  readonly key?: (call: Call) => string;
  /** Who takes turns while calls wait: one caller's crowd does not keep another's call waiting. @default the caller */
  readonly party?: (call: Call) => string;
  /** Higher goes first, and takes a full queue's last place from a lower one. @default 0 for all */
  readonly priority?: (call: Call) => number;
  /** Counts and tells, and lets every call run. @default false */
  readonly shadow?: boolean;
}

interface BulkheadSettings {
  readonly party: (call: Call) => string;
  readonly priority: ((call: Call) => number) | undefined;
  readonly shadow: boolean;
}

/**
 * Bounds how many calls run at once and how many wait, so that one slow upstream cannot take everything. A slot is held
 * until the work has really ended: a tool that ignores its timeout keeps it, however long, a stream keeps it to its last
 * chunk; a rail inside that hangs keeps it to the call's deadline.
 *
 * A refusal is `QUEUE_FULL` with the time in which a slot is likely to be free. `metadata.bulkhead` says `{ waitedMs }` of
 * a call that waited; a refusal's details say why, and how many run and wait.
 *
 * @throws `INVALID_OPTIONS` for a bound out of its range.
 */
export function bulkhead(options: BulkheadOptions): Middleware {
  const { key, party = callerOf, priority, shadow = false } = options;
  const limits = {
    maxConcurrent: numberOption('maxConcurrent', options.maxConcurrent, { min: 1, integer: true }),
    maxQueue: numberOption('maxQueue', options.maxQueue ?? 0, { min: 0, integer: true }),
    maxQueueMs: numberOption('maxQueueMs', options.maxQueueMs ?? 1_000, { min: 1, max: 2_147_483_647 }),
  };
  for (const [name, value] of Object.entries({ key, party, priority })) {
    if (value !== undefined && typeof value !== 'function')
      throw invalidOption(name, 'a function of the call', value);
  }
  const settings = { party, priority, shadow };
  const compartments = compartmentsBy(key, limits);
  return rail(
    {
      name: 'bulkhead',
      inside: ['rate-limit', 'cache', 'fallback', 'idempotency'],
      outside: ['retry', 'hedge', 'circuit-breaker', 'timeout'],
      describe: () => ({ ...limits, shadow }),
    },
    (call, next) => {
      const compartment = compartments(call);
      const slot = compartment.enter(call);
      if (slot !== undefined) return holding(compartment, slot, next);
      return shadow ? shadowed(compartment, call, next) : queued(settings, { compartment, call, next });
    },
  );
}

/** Idle compartments are forgotten, so that keys cannot fill the memory. */
function compartmentsBy(
  key: ((call: Call) => string) | undefined,
  limits: ConstructorParameters<typeof Compartment>[0],
): (call: Call) => Compartment {
  if (key === undefined) {
    const only = new Compartment(limits, () => undefined);
    return () => only;
  }
  const compartments = new Map<string, Compartment>();
  return (call) => {
    const name = key(call);
    const known = compartments.get(name);
    if (known !== undefined) return known;
    const made = new Compartment(limits, () => compartments.delete(name));
    compartments.set(name, made);
    return made;
  };
}

/** Runs the call in the slot it has, which is free again once no work of it goes on: also not that of its stream. */
async function holding(compartment: Compartment, slot: Slot, next: Next): Promise<Outcome> {
  const outcome = await next();
  slot.call.afterWork(() => compartment.free(slot));
  return outcome;
}

function shadowed(compartment: Compartment, call: Call, next: Next): Promise<Outcome> {
  const slot = compartment.enterAnyway(call);
  call.annotate('bulkhead', { shadow: true, running: compartment.running });
  return holding(compartment, slot, next);
}

interface Applicant {
  readonly compartment: Compartment;
  readonly call: Call;
  readonly next: Next;
}

function queued(settings: BulkheadSettings, applicant: Applicant): Promise<Outcome> {
  const { compartment, call } = applicant;
  if (compartment.hasLine) {
    const place = placeOf(settings, call);
    if (compartment.hasRoomFor(place)) return inLine(place, applicant);
  }
  return Promise.resolve(failed(refusal(call, compartment, 'queue-full')));
}

async function inLine(place: Queued, { compartment, call, next }: Applicant): Promise<Outcome> {
  const startedAtMs = call.clock.monotonicNow();
  const admission = await compartment.wait(call, place);
  const waitedMs = Math.round(call.clock.monotonicNow() - startedAtMs);
  call.annotate('bulkhead', { waitedMs });
  if (typeof admission === 'object') return holding(compartment, admission, next);
  return failed(
    admission === 'interrupted' ? toFailure(call.signal.reason) : refusal(call, compartment, admission),
  );
}

function placeOf({ party, priority }: BulkheadSettings, call: Call): Queued {
  return { party: party(call), priority: priority === undefined ? 0 : priority(call) };
}

function refusal(
  call: Call,
  compartment: Compartment,
  reason: Exclude<Admission, 'admitted' | 'interrupted'>,
): Failure {
  const { running, waiting, retryAfterMs } = compartment;
  const message = `"${call.tool.name}" is busy: ${running} calls run and ${waiting} wait. ${tryAgain(retryAfterMs)}`;
  return failure('QUEUE_FULL', message, { retryAfterMs, details: { reason, running, waiting } });
}
