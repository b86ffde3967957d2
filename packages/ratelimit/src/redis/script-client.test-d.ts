import type { RateLimiter } from '@toolwright/core';
import type { Cluster, Redis } from 'ioredis';
import { expectTypeOf, test } from 'vitest';

import type { RedisScriptClient } from './script-client.ts';
import type { PolicyRateLimiter } from '../index.ts';

test('the clients of ioredis fit as they are', () => {
  expectTypeOf<Redis>().toExtend<RedisScriptClient>();
  expectTypeOf<Cluster>().toExtend<RedisScriptClient>();
});

test("a limiter is core's limiter", () => {
  expectTypeOf<PolicyRateLimiter>().toExtend<RateLimiter>();
});
