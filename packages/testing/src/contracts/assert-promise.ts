import { AssertionError } from 'node:assert';
import { isDeepStrictEqual, inspect } from 'node:util';
import { isToolError } from '@toolwright/core';
import type { ToolError } from '@toolwright/core';
import type { ContractTime } from './contract-case.ts';

const eventuallyMs = 2_000;
const pollMs = 20;

/** Fails unless both are deeply equal; `what` says what was looked at. */
export function assertSame(what: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  fail(`${what}: expected ${show(expected)}, got ${show(actual)}`, { actual, expected });
}

/** Fails unless the condition holds; `what` says what should have been. */
export function assertHolds(what: string, holds: boolean): asserts holds {
  if (!holds) fail(what);
}

/** Fails unless `work` throws or rejects with a `ToolError`, of that code or of one of those; resolves to it. */
export async function assertRefuses(
  what: string,
  work: () => unknown,
  ...codes: readonly string[]
): Promise<ToolError> {
  const wanted = `${what}: expected ${codes.join(' or ')}`;
  const thrown = await thrownBy(wanted, work);
  if (isToolError(thrown) && codes.includes(thrown.code)) return thrown;
  return fail(`${wanted}, got ${show(thrown)}`, { actual: thrown });
}

/** Fails unless `work` throws or rejects with exactly that reason. */
export async function assertRejectsWith(what: string, work: () => unknown, reason: unknown): Promise<void> {
  const wanted = `${what}: expected a rejection with the given reason`;
  const thrown = await thrownBy(wanted, work);
  if (thrown !== reason) fail(`${wanted}, got ${show(thrown)}`, { actual: thrown, expected: reason });
}

/** Lets time pass until the condition holds; fails after two seconds. */
export async function assertEventually(
  what: string,
  time: ContractTime,
  holds: () => boolean,
): Promise<void> {
  for (let waitedMs = 0; waitedMs < eventuallyMs; waitedMs += pollMs) {
    await time.elapse(0);
    if (holds()) return;
    await time.elapse(pollMs);
  }
  assertHolds(`${what}: it did not happen within ${eventuallyMs} ms`, holds());
}

/** Settles as `work` does; fails when that takes more than two seconds of the case's time. */
export async function assertSettles<T>(
  what: string,
  time: ContractTime,
  work: () => PromiseLike<T>,
): Promise<T> {
  let pending = true;
  const promise = Promise.resolve(work()).finally(() => (pending = false));
  promise.catch(() => undefined);
  await assertEventually(`${what} settles`, time, () => !pending);
  return promise;
}

/** A promise and the means to settle it: work that lasts until the case says so. */
export function deferred<T>(): PromiseWithResolvers<T> {
  const made = Promise.withResolvers<T>();
  // Whoever waits for it hears of a rejection; that nobody does is no fault.
  made.promise.catch(() => undefined);
  return made;
}

async function thrownBy(wanted: string, work: () => unknown): Promise<unknown> {
  let value: unknown;
  try {
    value = await work();
  } catch (thrown) {
    return thrown;
  }
  return fail(`${wanted}, got the value ${show(value)}`, { actual: value });
}

function fail(message: string, seen?: { readonly actual?: unknown; readonly expected?: unknown }): never {
  throw new AssertionError({ message, ...seen });
}

function show(value: unknown): string {
  if (value instanceof Error) return isToolError(value) ? `${value.code} (${value.message})` : String(value);
  const text = inspect(value, { depth: 4 }).replaceAll(/\s+/g, ' ');
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}
