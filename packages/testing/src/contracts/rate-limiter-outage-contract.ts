import type { RateLimitDecision, RateLimiter } from '@toolwright/core';
import { assertHolds, assertSame, assertSettles } from './assert-promise.ts';
import { contractCaseWith } from './contract-case.ts';
import type { ContractCase, ContractCheck } from './contract-case.ts';
import { assertBears } from './outage.ts';
import type { Outage } from './outage.ts';
import { limit, windowMs } from './rate-limiter-case.ts';
import type { RateLimiterSetting } from './rate-limiter-case.ts';

type LimiterOutage = Outage<RateLimiter>;

/** What every {@link RateLimiter} over a remote promises of the times when the remote is lost. */
export const rateLimiterOutageContract: readonly ContractCase<LimiterOutage, RateLimiterSetting>[] = [
  outageCase('decides without its store, in time, and says so', async (outage, time) => {
    const limiter = outage.subject;
    await outage.lose();
    const decisions: RateLimitDecision[] = [];
    const keep = async (decision: PromiseLike<RateLimitDecision> | RateLimitDecision): Promise<void> => {
      decisions.push(await decision);
    };
    try {
      await assertBears(outage, time, {
        consume: () => keep(limiter.consume('key')),
        peek: () => keep(limiter.peek('other')),
        waitFor: () => keep(limiter.waitFor('third', { maxWaitMs: 1 })),
      });
      for (const { degraded } of decisions) {
        assertHolds(
          `degraded says what decided, not ${JSON.stringify(degraded)}`,
          degraded === 'open' || degraded === 'closed' || degraded === 'local',
        );
      }
      await assertBears(outage, time, {
        refund: () => limiter.refund('key', 1),
        reset: () => limiter.reset('key'),
      });
    } finally {
      await outage.restore();
    }
  }),
  outageCase('decides with its store once it answers again', async (outage, time) => {
    const limiter = outage.subject;
    await outage.lose();
    await assertBears(outage, time, { consume: async () => limiter.consume('key') });
    await outage.restore();
    const spend = () => assertSettles('consume', time, async () => limiter.consume('fresh', { cost: limit }));
    const decision = await spend();
    assertSame('allowed, degraded', [decision.allowed, decision.degraded], [true, undefined]);
    assertSame('allowed above the limit', (await spend()).allowed, false);
  }),
];

function outageCase(
  name: string,
  check: ContractCheck<LimiterOutage>,
): ContractCase<LimiterOutage, RateLimiterSetting> {
  return contractCaseWith(name, (setting) => ({ ...setting, limit, windowMs }), check);
}
