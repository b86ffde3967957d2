import { assertHolds, assertRefuses } from './assert-promise.ts';
import type { ContractTime } from './contract-case.ts';
import type { Awaitable } from '@toolwright/core';

/** A subject whose remote can be lost: its server stopped or paused, its network cut, its file locked. */
export interface Outage<Subject> {
  readonly subject: Subject;
  /** The longest that a method may take, as the adapter was told. Make it short: cases wait for it. */
  readonly timeoutMs: number;
  /** From now on the remote answers nothing. */
  lose(): Awaitable<void>;
  /** Resolves when the subject can reach the remote again. */
  restore(): Awaitable<void>;
}

/** Fails unless each of the works rejects with `STORE_UNAVAILABLE`, saying what was committed, within the deadline. */
export async function assertUnavailable(
  outage: Outage<unknown>,
  time: ContractTime,
  works: Readonly<Record<string, () => unknown>>,
): Promise<void> {
  const pending = new Set(Object.keys(works));
  const checks = Object.entries(works).map(async ([what, work]) => {
    const error = await assertRefuses(what, work, 'STORE_UNAVAILABLE').finally(() => pending.delete(what));
    const committed = error.details?.['committed'];
    assertHolds(
      `${what}: details.committed is 'no' or 'unknown', not ${JSON.stringify(committed)}`,
      committed === 'no' || committed === 'unknown',
    );
  });
  const all = Promise.all(checks);
  all.catch(() => undefined);
  await time.elapse(outage.timeoutMs);
  if (pending.size > 0) await time.elapse(time.slackMs ?? 0);
  assertHolds(`settled within ${outage.timeoutMs} ms: not ${[...pending].join(', ')}`, pending.size === 0);
  await all;
}
