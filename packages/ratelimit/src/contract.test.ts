import { rateLimiterContract, realTime } from '@toolwright/testing';
import type { RateLimiterSetting } from '@toolwright/testing';
import { startRedis } from '@toolwright/testing/redis';
import { Redis } from 'ioredis';
import { afterAll, describe, it } from 'vitest';

import { createRateLimiter, rollingWindow, tokenBucket } from './index.ts';
import { redisStore } from './redis/index.ts';

const fixture = await startRedis();
const client = fixture === undefined ? undefined : new Redis(fixture.url);
afterAll(async () => {
  client?.disconnect();
  await fixture?.stop();
});

describe('a limiter in memory keeps the contract', () => {
  it.each(rateLimiterContract)('$name', (promise) =>
    promise.run(({ clock, limit, windowMs }: RateLimiterSetting) =>
      createRateLimiter({ policies: [tokenBucket({ limit, windowMs })], clock }),
    ),
  );
});

// Holds a cost for up to a tenth of a window longer than the contract's whole window.
const exceptLateness = rateLimiterContract.filter(
  ({ name }) => !/is as new|charges no refused|who refused|leaves the queue/.test(name),
);

describe('a rolling window in memory keeps the contract, but that a cost leaves up to a tenth late', () => {
  it.each(exceptLateness)('$name', (promise) =>
    promise.run(({ clock, limit, windowMs }: RateLimiterSetting) =>
      createRateLimiter({ policies: [rollingWindow({ limit, windowMs })], clock }),
    ),
  );
});

describe
  .skipIf(client === undefined)
  .concurrent(`a limiter over ${fixture?.title ?? 'Redis: none here'} keeps the contract`, () => {
    let run = 0;
    it.each(rateLimiterContract)('$name', { timeout: 20_000 }, (promise) =>
      promise.run(
        ({ clock, limit, windowMs }: RateLimiterSetting) => {
          run += 1;
          const store = redisStore({ client: client!, clock, prefix: `contract:${run}:`, timeoutMs: 1_000 });
          return createRateLimiter({ policies: [tokenBucket({ limit, windowMs })], store, clock });
        },
        { time: realTime },
      ),
    );
  });
