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

/** Fails unless each of the works resolves within the deadline: the port bears the loss. */
export async function assertBears(
  outage: Outage<unknown>,
  time: ContractTime,
  works: Readonly<Record<string, () => unknown>>,
): Promise<void> {
  await settleAll(outage, time, works, async (what, work) => {
    try {
      await work();
    } catch (error) {
      assertHolds(`${what} does not reject while the remote is lost: ${String(error)}`, false);
    }
  });
}

/** Fails unless each of the works rejects with `STORE_UNAVAILABLE`, saying what was committed, within the deadline. */
export async function assertUnavailable(
  outage: Outage<unknown>,
  time: ContractTime,
  works: Readonly<Record<string, () => unknown>>,
): Promise<void> {
  await settleAll(outage, time, works, async (what, work) => {
    const error = await assertRefuses(what, work, 'STORE_UNAVAILABLE');
    const committed = error.details?.['committed'];
    assertHolds(
      `${what}: details.committed is 'no' or 'unknown', not ${JSON.stringify(committed)}`,
      committed === 'no' || committed === 'unknown',
    );
  });
}

async function settleAll(
  { timeoutMs }: Outage<unknown>,
  time: ContractTime,
  works: Readonly<Record<string, () => unknown>>,
  check: (what: string, work: () => unknown) => Promise<void>,
): Promise<void> {
  const pending = new Set(Object.keys(works));
  const checks = Object.entries(works).map(([what, work]) =>
    check(what, work).finally(() => pending.delete(what)),
  );
  const all = Promise.all(checks);
  all.catch(() => undefined);
  await time.elapse(timeoutMs);
  if (pending.size > 0) await time.elapse(time.slackMs ?? 0);
  assertHolds(`settled within ${timeoutMs} ms: not ${[...pending].join(', ')}`, pending.size === 0);
  await all;
}
