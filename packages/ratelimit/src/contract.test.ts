import { rateLimiterContract, rateLimiterOutageContract, realTime } from '@toolwright/testing';
import type { RateLimiterSetting } from '@toolwright/testing';
import { startRedis, startRedisCluster } from '@toolwright/testing/redis';
import { Cluster, Redis } from 'ioredis';
import { afterAll, describe, expect, it } from 'vitest';

import { createRateLimiter, rollingWindow, tokenBucket } from './index.ts';
import { redisStore } from './redis/index.ts';
import type { RedisScriptClient } from './redis/index.ts';

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

let run = 0;
function limiterOver(redis: RedisScriptClient, setting: RateLimiterSetting, timeoutMs: number) {
  const { clock, limit, windowMs } = setting;
  run += 1;
  const store = redisStore({ client: redis, clock, prefix: `contract:${run}:`, timeoutMs });
  return createRateLimiter({ policies: [tokenBucket({ limit, windowMs })], store, clock });
}

describe
  .skipIf(client === undefined)
  .concurrent(`a limiter over ${fixture?.title ?? 'Redis: none here'} keeps the contract`, () => {
    it.each(rateLimiterContract)('$name', { timeout: 20_000 }, (promise) =>
      promise.run((setting: RateLimiterSetting) => limiterOver(client!, setting, 1_000), { time: realTime }),
    );
  });

const cluster = await startRedisCluster();
const clusterClient =
  cluster === undefined ? undefined : new Cluster(cluster.nodes.map(({ host, port }) => ({ host, port })));
afterAll(async () => {
  clusterClient?.disconnect();
  await cluster?.stop();
});

describe
  .skipIf(cluster === undefined)
  .concurrent(`a limiter over ${cluster?.title ?? 'no Cluster here'} keeps the contract`, () => {
    it.each(rateLimiterContract)('$name', { timeout: 20_000 }, (promise) =>
      promise.run((setting: RateLimiterSetting) => limiterOver(clusterClient!, setting, 1_000), {
        time: realTime,
      }),
    );
  });

// A server of its own, so that the cases above do not notice.
const broken = await startRedis();
const brokenClient = broken?.faults === undefined ? undefined : new Redis(broken.url);
afterAll(async () => {
  brokenClient?.disconnect();
  await broken?.stop();
});

describe.skipIf(brokenClient === undefined)(
  `a limiter keeps the contract of outages, on ${broken?.title ?? 'Redis: none here'}`,
  () => {
    it.each(rateLimiterOutageContract)('$name', { timeout: 20_000 }, (promise) =>
      promise.run(
        (setting: RateLimiterSetting) => {
          const timeoutMs = 200;
          const subject = limiterOver(brokenClient!, setting, timeoutMs);
          return {
            subject,
            timeoutMs,
            lose: () => broken!.faults!.pause(),
            async restore() {
              broken!.faults!.resume();
              const degraded = async () => (await subject.peek('any')).degraded;
              await expect.poll(degraded, { timeout: 8_000, interval: 50 }).toBeUndefined();
            },
          };
        },
        { time: realTime },
      ),
    );
  },
);
