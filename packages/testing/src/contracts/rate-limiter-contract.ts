import type { Clock, RateLimitDecision, RateLimiter } from '@toolwright/core';
import { assertHolds, assertRefuses, assertRejectsWith, assertSame } from './assert-promise.ts';
import { limit, rateLimiterCase, windowMs } from './rate-limiter-case.ts';
import type { RateLimiterCase } from './rate-limiter-case.ts';
import { waitCases } from './rate-limiter-wait-cases.ts';

// No limiter needs longer to forget, one that counts in coarse steps included.
const longestMs = 2 * windowMs;

const decisionCases: readonly RateLimiterCase[] = [
  rateLimiterCase('allows the limit and refuses what is above it', async (limiter, { clock }) => {
    const allowed = await spend(limiter, clock, limit + 5);
    assertHolds(`${limit} are allowed at once, not ${allowed.count}`, allowed.count >= limit);
    assertHolds(`no more than the limit is allowed, not ${allowed.count}`, allowed.count <= allowed.most);
  }),
  rateLimiterCase('says what is left, what the limit is and that nobody has to wait', async (limiter) => {
    const first = await limiter.consume('key');
    assertSame('allowed', first.allowed, true);
    assertSame('limit', first.limit, limit);
    assertSame('remaining', first.remaining, limit - 1);
    assertSame('retryAfterMs', first.retryAfterMs, 0);
    assertHolds(`resetAfterMs is a time to come, not ${first.resetAfterMs}`, first.resetAfterMs > 0);
    assertSame('violated', first.violated, undefined);
    assertSame('degraded', first.degraded, undefined);
    assertSame('shadow', first.shadow ?? false, false);
    const [policy] = first.policies;
    assertSame('limit of the policy', policy?.limit, limit);
    assertSame('remaining of the policy', policy?.remaining, limit - 1);
    assertSame('windowMs of the policy', policy?.windowMs, windowMs);
  }),
  rateLimiterCase('says of a refusal who refused and when the same cost fits', async (limiter, time) => {
    const refusal = await fill(limiter);
    assertSame('remaining', refusal.remaining, 0);
    assertSame('violated', refusal.violated, refusal.policies[0]?.name);
    assertHolds(`violated names a policy, not ${refusal.violated}`, typeof refusal.violated === 'string');
    const { retryAfterMs } = refusal;
    assertHolds(
      `retryAfterMs is a time to come, not ${retryAfterMs}`,
      retryAfterMs > 0 && retryAfterMs <= longestMs,
    );
    await time.elapse(Math.ceil(retryAfterMs));
    assertSame('allowed after retryAfterMs', (await limiter.consume('key')).allowed, true);
  }),
  rateLimiterCase('is as new after resetAfterMs', async (limiter, time) => {
    const { resetAfterMs } = await limiter.consume('key', { cost: limit });
    assertHolds(
      `resetAfterMs is a time to come, not ${resetAfterMs}`,
      resetAfterMs > 0 && resetAfterMs <= longestMs,
    );
    await time.elapse(Math.ceil(resetAfterMs) + 1);
    assertSame('allowed', (await limiter.consume('key', { cost: limit })).allowed, true);
  }),
  rateLimiterCase('decides each key alone', async (limiter) => {
    await fill(limiter, 'a');
    for (const key of ['b', 'A', 'a ', '__proto__', 'constructor', '{a}']) {
      assertSame(`allowed for "${key}"`, (await limiter.consume(key)).allowed, true);
    }
  }),
  rateLimiterCase('allows the limit and no more to concurrent callers', async (limiter, { clock }) => {
    const startMs = clock.monotonicNow();
    const decisions = await Promise.all(Array.from({ length: 50 }, async () => limiter.consume('key')));
    const count = decisions.filter(({ allowed }) => allowed).length;
    const most = mostIn(clock.monotonicNow() - startMs);
    assertHolds(`between ${limit} and ${most} are allowed, not ${count}`, count >= limit && count <= most);
  }),
  rateLimiterCase('rounds what is left down', async (limiter) => {
    const { remaining } = await limiter.consume('key', { cost: 0.5 });
    assertSame('remaining', remaining, limit - 1);
  }),
];

const costCases: readonly RateLimiterCase[] = [
  rateLimiterCase('charges no refused request', async (limiter, time) => {
    await limiter.consume('key', { cost: limit - 2 });
    for (let round = 0; round < 20; round += 1) await limiter.consume('key', { cost: limit });
    assertSame('allowed for what is left', (await limiter.consume('key', { cost: 2 })).allowed, true);
    await limiter.consume('other', { cost: limit });
    const { retryAfterMs } = await limiter.consume('other', { cost: limit });
    for (let round = 0; round < 20; round += 1) await limiter.consume('other', { cost: limit });
    await time.elapse(Math.ceil(retryAfterMs));
    const later = await limiter.consume('other', { cost: limit });
    assertSame('allowed when the first refusal said it would be', later.allowed, true);
  }),
  rateLimiterCase('never allows a cost above the limit, and charges nothing for it', async (limiter) => {
    const refusal = await limiter.consume('key', { cost: limit + 1 });
    assertSame('allowed', refusal.allowed, false);
    assertSame('retryAfterMs', refusal.retryAfterMs, Number.POSITIVE_INFINITY);
    assertSame('allowed for the limit', (await limiter.consume('key', { cost: limit })).allowed, true);
  }),
  rateLimiterCase('refuses a cost that is no positive number', async (limiter) => {
    const waitFor = (cost: number) => async () => limiter.waitFor('key', { cost, maxWaitMs: 1 });
    await assertRefuses('waitFor 0', waitFor(0), 'INVALID_OPTIONS');
    for (const cost of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await assertRefuses(`consume ${cost}`, async () => limiter.consume('key', { cost }), 'INVALID_OPTIONS');
      await assertRefuses(`peek ${cost}`, async () => limiter.peek('key', { cost }), 'INVALID_OPTIONS');
      await assertRefuses(`waitFor ${cost}`, waitFor(cost), 'INVALID_OPTIONS');
    }
    assertSame('allowed', (await limiter.consume('key', { cost: limit })).allowed, true);
  }),
  rateLimiterCase('answers peek as consume would, and charges nothing', async (limiter) => {
    for (let round = 0; round < 20; round += 1) {
      assertSame('allowed', (await limiter.peek('key', { cost: limit })).allowed, true);
    }
    assertSame('allowed above the limit', (await limiter.peek('key', { cost: limit + 1 })).allowed, false);
    const refused = await fill(limiter);
    const peeked = await limiter.peek('key');
    assertSame('allowed once the limit is spent', peeked.allowed, false);
    assertHolds(
      `retryAfterMs is that of the refusal (${refused.retryAfterMs}) at most, not ${peeked.retryAfterMs}`,
      peeked.retryAfterMs > 0 && peeked.retryAfterMs <= refused.retryAfterMs,
    );
  }),
  rateLimiterCase('peeks for a cost of 0', async (limiter) => {
    const asked = [
      () => limiter.consume('key', { cost: 0 }),
      () => limiter.consume('key', { cost: 0, signal: new AbortController().signal }),
      () => limiter.peek('key', { cost: 0 }),
      () => limiter.peek('key'),
    ];
    for (const ask of asked) {
      const { allowed, remaining, retryAfterMs } = await ask();
      assertSame('allowed, remaining, retryAfterMs', [allowed, remaining, retryAfterMs], [true, limit, 0]);
    }
    const refused = await fill(limiter);
    for (const ask of asked) {
      const { allowed, violated, retryAfterMs } = await ask();
      assertSame('allowed, violated once the limit is spent', [allowed, violated], [false, refused.violated]);
      assertHolds(
        `retryAfterMs is that of the refusal (${refused.retryAfterMs}) at most, not ${retryAfterMs}`,
        retryAfterMs > 0 && retryAfterMs <= refused.retryAfterMs,
      );
    }
    const aborted = async () => limiter.consume('key', { cost: 0, signal: AbortSignal.abort('gone') });
    await assertRejectsWith('consume 0 with an aborted signal', aborted, 'gone');
  }),
  rateLimiterCase('gives back what is refunded, never above the limit', async (limiter, { clock }) => {
    await fill(limiter);
    await limiter.refund('key', 3);
    assertSame('allowed after a refund', (await limiter.consume('key', { cost: 3 })).allowed, true);
    await limiter.refund('fresh', 100);
    await limiter.consume('key-2', { cost: 1 });
    await limiter.refund('key-2', 100);
    for (const key of ['fresh', 'key-2']) {
      const allowed = await spend(limiter, clock, limit + 5, key);
      assertHolds(`at most the limit after a refund, not ${allowed.count}`, allowed.count <= allowed.most);
    }
  }),
  rateLimiterCase('forgets what a key has spent when it is reset', async (limiter) => {
    await fill(limiter);
    await limiter.reset('key');
    await limiter.reset('never seen');
    assertSame('allowed', (await limiter.consume('key', { cost: limit })).allowed, true);
  }),
];

/** What every {@link RateLimiter} promises. */
export const rateLimiterContract: readonly RateLimiterCase[] = [...decisionCases, ...costCases, ...waitCases];

/** Spends the whole limit at once, then once more: resolves to the refusal. */
async function fill(limiter: RateLimiter, key = 'key'): Promise<RateLimitDecision> {
  await limiter.consume(key, { cost: limit });
  const refusal = await limiter.consume(key);
  assertSame('allowed above the limit', refusal.allowed, false);
  return refusal;
}

async function spend(
  limiter: RateLimiter,
  clock: Clock,
  times: number,
  key = 'key',
): Promise<{ readonly count: number; readonly most: number }> {
  const startMs = clock.monotonicNow();
  let count = 0;
  for (let time = 0; time < times; time += 1) {
    if ((await limiter.consume(key)).allowed) count += 1;
  }
  return { count, most: mostIn(clock.monotonicNow() - startMs) };
}

/** The limit, and what may have come back while the case ran: nothing when time stood still. */
function mostIn(elapsedMs: number): number {
  return limit + Math.ceil((elapsedMs / windowMs) * limit);
}
