import { ToolError } from '@toolwright/core';
import type { Cache, CacheEntry, Clock, RateLimitDecision, RateLimiter } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { cacheOutageContract } from './cache-outage-contract.ts';
import type { ContractSetting } from './contract-case.ts';
import type { Outage } from './outage.ts';
import type { RateLimiterSetting } from './rate-limiter-case.ts';
import { rateLimiterOutageContract } from './rate-limiter-outage-contract.ts';
import { runContract } from './run-contract.ts';

const lostStore = new ToolError('STORE_UNAVAILABLE', 'Lost', { details: { committed: 'no' } });

describe('rateLimiterOutageContract', () => {
  it.each(rateLimiterOutageContract)('a limiter that fails open keeps it: $name', (promise) =>
    promise.run((setting) => limiterOutage(setting, 'open')),
  );

  it('finds a limiter that rejects with its store, one that says nothing, and one that stays degraded', async () => {
    const names = async (make: (setting: RateLimiterSetting) => Outage<RateLimiter>) =>
      (await runContract(rateLimiterOutageContract, make)).map(({ error }) => String(error));
    expect((await names((setting) => limiterOutage(setting, 'throw')))[0]).toContain(
      'consume does not reject while the remote is lost',
    );
    expect((await names((setting) => limiterOutage(setting, undefined)))[0]).toContain(
      'degraded says what decided',
    );
    const stuck = await names((setting) => ({ ...limiterOutage(setting, 'open'), restore() {} }));
    expect(stuck[0]).toContain("allowed, degraded: expected [ true, undefined ], got [ true, 'open' ]");
    const slow = await names((setting) => ({ ...limiterOutage(setting, 'open'), timeoutMs: 10 }));
    expect(slow[0]).toContain('settled within 10 ms: not consume, peek, waitFor');
  });
});

describe('cacheOutageContract', () => {
  it.each(cacheOutageContract)('a cache that loads what it cannot read keeps it: $name', (promise) =>
    promise.run((setting) => cacheOutage(setting, false)),
  );

  it('finds a cache that rejects with its level', async () => {
    const failures = await runContract(cacheOutageContract, (setting) => cacheOutage(setting, true));
    expect(String(failures[0]?.error)).toContain('get does not reject while the remote is lost');
  });
});

function limiterOutage(
  { clock, limit, windowMs }: RateLimiterSetting,
  whenLost: 'open' | 'throw' | undefined,
): Outage<RateLimiter> {
  const spent = new Map<string, number>();
  let lost = false;
  const decide = async (key: string, cost: number): Promise<RateLimitDecision> => {
    if (lost) await giveUp(clock);
    if (lost && whenLost === 'throw') throw lostStore;
    const allowed = lost || (spent.get(key) ?? 0) + cost <= limit;
    if (allowed && !lost) spent.set(key, (spent.get(key) ?? 0) + cost);
    return {
      allowed,
      limit,
      remaining: 0,
      retryAfterMs: allowed ? 0 : windowMs,
      resetAfterMs: windowMs,
      policies: [],
      ...(lost && whenLost === 'open' && { degraded: whenLost }),
    };
  };
  return {
    timeoutMs: 100,
    lose: () => void (lost = true),
    restore: () => void (lost = false),
    subject: {
      consume: (key, options) => decide(key, options?.cost ?? 1),
      peek: (key, options) => decide(key, options?.cost ?? 1),
      waitFor: (key, options) => decide(key, options.cost ?? 1),
      refund: () => Promise.resolve(),
      reset: () => Promise.resolve(),
    },
  };
}

function cacheOutage({ clock }: ContractSetting, rejects: boolean): Outage<Cache> {
  let lost = false;
  const level = async (): Promise<void> => {
    if (!lost) return;
    await giveUp(clock);
    if (rejects) throw lostStore;
  };
  const getOrSetEntry: Cache['getOrSetEntry'] = async (_key, load) => {
    await level();
    const { signal } = new AbortController();
    const value = await load({ signal, background: false, keep() {}, skip() {} });
    return {
      value,
      createdAtMs: 0,
      freshUntilMs: 0,
      source: 'load',
      stale: false,
    } satisfies CacheEntry<unknown>;
  };
  const cache: Cache = {
    get: async () => level().then(() => undefined),
    getOrSetEntry,
    getOrSet: async (key, load, options) => (await getOrSetEntry(key, load, options)).value,
    set: level,
    delete: level,
    deleteByTag: level,
    expireByTag: level,
    clear: level,
    namespace: () => cache,
  };
  return {
    subject: cache,
    timeoutMs: 100,
    lose: () => void (lost = true),
    restore: () => void (lost = false),
  };
}

function giveUp(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.after(100, resolve);
  });
}
