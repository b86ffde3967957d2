import {
  canonicalDigest,
  failed,
  failure,
  failureOf,
  invalidOption,
  lease,
  numberOption,
  rail,
  systemRandom,
  toFailure,
} from '@toolwright/core';
import type {
  Call,
  ErrorType,
  Failed,
  Failure,
  KeyValueStore,
  Lease,
  LeaseAnswer,
  Middleware,
  Next,
  Outcome,
  Random,
  Success,
} from '@toolwright/core';
import { readRecord, recordOf } from './idempotency-record.ts';
import { keepLease } from './keep-lease.ts';
import { tryAgain } from './try-again.ts';

/** Where outcomes are kept, and for how long. */
export interface IdempotencyOptions {
  readonly store: KeyValueStore;
  /** How long an outcome is replayed, in milliseconds, an integer of at least 1. @default 86_400_000, a day */
  readonly ttlMs?: number;
  /** How long a call waits for another of its key that is under way, and no longer than its deadline. @default 5_000 */
  readonly waitMs?: number;
  /** What a crashed process costs the callers of its keys, an integer of at least 100. @default 30_000 */
  readonly leaseMs?: number;
  /** Which failures would come again, and are stored. @default those that are not retryable and come of what was asked */
  readonly isFinal?: (failure: Failure) => boolean;
  /** Without the store: refuse rather than risk a second effect, or run unprotected. @default 'refuse' */
  readonly whenStoreFails?: 'refuse' | 'run';
  /** @default systemRandom */
  readonly random?: Random;
}

interface IdempotencySettings {
  readonly store: KeyValueStore;
  readonly ttlMs: number;
  readonly waitMs: number;
  readonly leaseMs: number;
  readonly isFinal: (failure: Failure) => boolean;
  readonly whenStoreFails: 'refuse' | 'run';
  readonly random: Random;
}

const defaults = { ttlMs: 86_400_000, waitMs: 5_000, leaseMs: 30_000 };
// What a refused duplicate is told to wait.
const retryMs = 1_000;

/**
 * Makes a command that carries an idempotency key take effect once: its outcome is stored and replayed to whoever asks
 * again with the key, for the same tool, tenant and principal. While it runs, its duplicates wait, then are refused with
 * `IDEMPOTENCY_IN_PROGRESS`; the same key with another input is `IDEMPOTENCY_KEY_REUSED`. Failures that may pass, and
 * questions to the caller, are not stored. Queries, streams and calls without a key pass by.
 *
 * `metadata.idempotency` says `{ replayed, callId?, storedAtMs? }`. A result is replayed as JSON has it. If the store
 * fails once the work is done the result is answered all the same, `stored: false`: after `leaseMs` the key is free.
 *
 * @throws `INVALID_OPTIONS` for a store that is none, or a time out of its range.
 */
export function idempotency(options: IdempotencyOptions): Middleware {
  const settings = settingsOf(options);
  const { ttlMs, waitMs, leaseMs, whenStoreFails } = settings;
  return rail(
    {
      name: 'idempotency',
      inside: ['rate-limit'],
      outside: ['fallback', 'cache', 'bulkhead', 'retry', 'hedge', 'circuit-breaker', 'timeout'],
      describe: () => ({ ttlMs, waitMs, leaseMs, whenStoreFails }),
    },
    (call, next) => {
      const { kind, streaming } = call.tool;
      if (kind === 'query' || streaming || call.idempotencyKey === undefined) return next();
      return once(settings, call, next);
    },
  );
}

async function once(settings: IdempotencySettings, call: Call, next: Next): Promise<Outcome> {
  const inputDigest = canonicalDigest(call.input ?? null);
  let answer: LeaseAnswer;
  try {
    answer = await askFor(settings, call);
  } catch (error) {
    return call.interrupted ? failed(toFailure(error)) : withoutStore(settings, { call, next, error });
  }
  switch (answer.status) {
    case 'held':
      return runHolding(settings, { call, next, held: answer.lease, inputDigest });
    case 'filled':
      return replay(call, answer.value, inputDigest);
    case 'busy':
      return failed(inProgress(call));
    default:
      return answer satisfies never;
  }
}

function askFor({ store, random, leaseMs, waitMs }: IdempotencySettings, call: Call): Promise<LeaseAnswer> {
  const { name } = call.tool;
  const scope = [name, call.tenant ?? null, call.principal?.subject ?? null, call.idempotencyKey];
  const key = `idempotency:${canonicalDigest(scope)}`;
  return lease(store, key, { clock: call.clock, random, ttlMs: leaseMs, waitMs, signal: call.signal });
}

function withoutStore(
  { whenStoreFails }: IdempotencySettings,
  { call, next, error }: { readonly call: Call; readonly next: Next; readonly error: unknown },
): Promise<Outcome> {
  call.annotate('idempotency', { replayed: false, degraded: whenStoreFails });
  return whenStoreFails === 'run' ? next() : Promise.resolve(failed(toFailure(error)));
}

interface Holding {
  readonly call: Call;
  readonly next: Next;
  readonly held: Lease;
  readonly inputDigest: string;
}

/** The lease is kept until the work has really ended: a tool that ignores its timeout may still take effect. */
async function runHolding(settings: IdempotencySettings, holding: Holding): Promise<Outcome> {
  const { call, next, held, inputDigest } = holding;
  const stopKeeping = keepLease(held, { call, everyMs: settings.leaseMs / 3 });
  const outcome = await next();
  const record = isStored(settings, call, outcome) ? recordOf(outcome, { call, inputDigest }) : undefined;
  if (record === undefined) {
    call.annotate('idempotency', { replayed: false, stored: false });
    let released: Promise<boolean> | undefined;
    call.afterWork(() => {
      stopKeeping();
      released = attempted(call, () => held.release());
    });
    // Waited for only if the work has ended: whoever tries again then finds the key free.
    await released;
    return outcome;
  }
  stopKeeping();
  const stored = await attempted(call, () => held.fill(record, { ttlMs: settings.ttlMs }));
  call.annotate('idempotency', { replayed: false, stored });
  return outcome;
}

/** What the store fails with at the end is for the log: the work is done, and its outcome must be answered. */
async function attempted(call: Call, change: () => Promise<boolean>): Promise<boolean> {
  try {
    return await change();
  } catch (error) {
    call.logger.warn('An idempotency key could not be settled; it stays taken until its lease ends', {
      error,
    });
    return false;
  }
}

function isStored(
  { isFinal }: IdempotencySettings,
  call: Call,
  outcome: Outcome,
): outcome is Success | Failed {
  if (outcome.ok !== false) return outcome.ok === true;
  try {
    return isFinal(outcome.failure);
  } catch (error) {
    call.logger.error('isFinal of an idempotency rail failed; the failure is not stored', { error });
    return false;
  }
}

function replay(call: Call, text: string, inputDigest: string): Outcome {
  const record = readRecord(text);
  if (record.input !== inputDigest) return failed(keyReused(call));
  call.annotate('idempotency', { replayed: true, callId: record.callId, storedAtMs: record.atMs });
  return record.outcome;
}

function keyReused(call: Call): Failure {
  const message = `The idempotency key has been used for another input of "${call.tool.name}". Use a new key for a new request.`;
  return failure('IDEMPOTENCY_KEY_REUSED', message);
}

function inProgress(call: Call): Failure {
  const message = `A call of "${call.tool.name}" with this idempotency key is still under way. ${tryAgain(retryMs)} You will get its result.`;
  return failureOf('IDEMPOTENCY_IN_PROGRESS', 'conflict_error', message, {
    retryable: true,
    retryAfterMs: retryMs,
  });
}

// Failures of these types come again for the same input. A defect or an outage may be gone by the next try.
const finalTypes: ReadonlySet<ErrorType> = new Set([
  'validation_error',
  'not_found_error',
  'conflict_error',
  'execution_error',
]);

function settingsOf(options: IdempotencyOptions): IdempotencySettings {
  const { store, random = systemRandom, whenStoreFails = 'refuse' } = options;
  if (typeof store?.compareAndSet !== 'function') throw invalidOption('store', 'a KeyValueStore', store);
  if (whenStoreFails !== 'refuse' && whenStoreFails !== 'run') {
    throw invalidOption('whenStoreFails', '"refuse" or "run"', whenStoreFails);
  }
  return {
    store,
    random,
    whenStoreFails,
    ttlMs: numberOption('ttlMs', options.ttlMs ?? defaults.ttlMs, { min: 1, integer: true }),
    waitMs: numberOption('waitMs', options.waitMs ?? defaults.waitMs, { min: 0 }),
    leaseMs: numberOption('leaseMs', options.leaseMs ?? defaults.leaseMs, { min: 100, integer: true }),
    isFinal: options.isFinal ?? (({ type, retryable }) => !retryable && finalTypes.has(type)),
  };
}
