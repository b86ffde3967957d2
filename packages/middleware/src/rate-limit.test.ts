import { ToolError } from '@toolwright/core';
import type { RateLimitDecision } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { rateLimit } from './rate-limit.ts';
import type { RateLimitOptions } from './rate-limit.ts';
import { errorIn, sceneOf, toolDoing } from '../test-support/scene.ts';
import type { Scene } from '../test-support/scene.ts';
import { decision, scriptedLimiter } from '../test-support/scripted-ports.ts';

type Limiter = ReturnType<typeof scriptedLimiter>;

function placeWith(
  answer: Parameters<typeof scriptedLimiter>[0],
  options: Partial<RateLimitOptions> = {},
): Scene & { readonly limiter: Limiter; readonly ran: () => number } {
  const limiter = scriptedLimiter(answer);
  let ran = 0;
  const tool = toolDoing(() => (ran += 1), { use: [rateLimit({ limiter, ...options })] });
  return { ...sceneOf(tool), limiter, ran: () => ran };
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const no = (changes: Partial<RateLimitDecision> = {}): RateLimitDecision =>
  decision({ allowed: false, remaining: 0, retryAfterMs: 1_200, violated: 'per minute', ...changes });

describe('a rate limit', () => {
  it('lets a call pass and tells what is left, whether the limiter answers now or later', async () => {
    for (const answer of [() => decision(), async () => decision()]) {
      const place = placeWith(answer);
      expect(asJson((await place.call()).metadata['rateLimit'])).toEqual({
        allowed: true,
        limit: 10,
        remaining: 9,
        retryAfterMs: 0,
        resetAfterMs: 100,
        policies: [],
      });
    }
  });

  it('refuses with a sentence for the model and the numbers for the machine', async () => {
    const place = placeWith(() => no());
    const result = await place.call();
    expect(errorIn(result)).toEqual({
      code: 'RATE_LIMITED',
      type: 'rate_limit_error',
      message: 'Rate limit exceeded. Try again in 2 seconds.',
      retryable: true,
      retryAfterMs: 1_200,
      details: { limit: 10, violated: 'per minute' },
    });
    expect(result.metadata['rateLimit']).toMatchObject({ allowed: false, violated: 'per minute' });
    expect(place.ran()).toBe(0);
  });

  it('says that a call will never fit, and that trying again is no use', async () => {
    const place = placeWith(() => no({ retryAfterMs: Infinity }));
    const error = errorIn(await place.call());
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: false });
    expect(error.message).toContain('costs more than the limit of 10');
  });

  it('limits the subject, else the address, else everybody unknown together', async () => {
    const place = placeWith(() => decision());
    await place.call({}, { principal: { subject: 'ada', permissions: [] }, peer: { address: '10.0.0.1' } });
    await place.call({}, { peer: { address: 'ada' } });
    await place.call();
    expect(place.limiter.asked.map(({ key }) => key)).toEqual(['subject:ada', 'address:ada', 'anonymous']);
  });

  it('takes key, cost and limiter from the call', async () => {
    const other = scriptedLimiter();
    const place = placeWith(() => decision(), {
      limiter: () => other,
      key: ({ tool }) => tool.name,
      cost: ({ input }) => (input as { items: number }).items,
    });
    await place.call({ items: 7 });
    expect(other.asked).toEqual([{ how: 'consume', key: 'subject', options: { cost: 7 } }]);
  });

  it('waits for its turn, no longer than the deadline, and hands over the signal', async () => {
    const place = placeWith(() => decision(), { maxWaitMs: 60_000, cost: 2 });
    await place.call({}, { timeoutMs: 500 });
    const { how, options } = place.limiter.asked[0]!;
    expect(how).toBe('waitFor');
    expect(options).toMatchObject({
      cost: 2,
      maxWaitMs: 500,
      signal: expect.any(AbortSignal) as AbortSignal,
    });
  });

  it('ends as its caller does when that leaves during the wait', async () => {
    const place = placeWith(() => Promise.reject(new ToolError('CANCELLED', 'left')), { maxWaitMs: 10 });
    expect(errorIn(await place.call()).code).toBe('CANCELLED');
  });

  it('in shadow mode never refuses and never waits, and tells what it would have done', async () => {
    const place = placeWith(() => no(), { shadow: true, maxWaitMs: 1_000 });
    const result = await place.call();
    expect(result.status).toBe('success');
    expect(result.metadata['rateLimit']).toMatchObject({ allowed: false, shadow: true });
    expect(place.limiter.asked[0]?.how).toBe('consume');
  });

  it('says that the limiter decided without its store, or only counted', async () => {
    const degraded = placeWith(() => decision({ degraded: 'open' }));
    expect((await degraded.call()).metadata['rateLimit']).toMatchObject({ degraded: 'open' });
    const counted = placeWith(() => decision({ shadow: true }));
    expect((await counted.call()).metadata['rateLimit']).toMatchObject({ allowed: true, shadow: true });
  });

  it("tells each policy's state to whoever reads it", async () => {
    const policy = { name: 'm', limit: 10, remaining: 9, windowMs: 60_000, resetAfterMs: 1, retryAfterMs: 0 };
    const place = placeWith(() => decision({ policies: [policy] }));
    expect((await place.call()).metadata['rateLimit']).toMatchObject({ policies: [policy] });
  });
});
