import { numberOption } from '@toolwright/core';
import type { RateLimitDecision, RateLimiter } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { realTime } from './contract-case.ts';
import type { RateLimiterSetting } from './rate-limiter-case.ts';
import { rateLimiterContract } from './rate-limiter-contract.ts';
import { runContract } from './run-contract.ts';

describe('rateLimiterContract', () => {
  it.each(rateLimiterContract)('a plain log keeps it: $name', (promise) => promise.run(logLimiter));

  it('holds in real time too', async () => {
    const timed = rateLimiterContract.filter(({ name }) => name.startsWith('says of a refusal'));
    expect(await runContract(timed, logLimiter, { time: realTime })).toEqual([]);
  });

  it.each<{ defect: string; change: Change; finds: string }>([
    {
      defect: 'a limiter that charges refusals',
      change: (_limiter, setting) => logLimiter(setting, { charge: () => true }),
      finds: 'charges no refused request',
    },
    {
      defect: 'a limiter that decides before it has read',
      change: (limiter) => ({
        async consume(key, options) {
          const { allowed } = await limiter.peek(key, options);
          await Promise.resolve();
          const decision = await limiter.consume(key, options);
          return allowed ? { ...decision, allowed } : decision;
        },
      }),
      finds: 'allows the limit and no more to concurrent callers',
    },
    {
      defect: 'a limiter that adds a refund to the limit',
      change: (_limiter, setting) => logLimiter(setting, { refundAbove: true }),
      finds: 'gives back what is refunded, never above the limit',
    },
    {
      defect: 'a peek that charges',
      change: (limiter) => ({ peek: (key, options) => limiter.consume(key, options) }),
      finds: 'answers peek as consume would, and charges nothing',
    },
    {
      defect: 'a limiter whose keys share',
      change: (limiter) => ({
        consume: (key, options) => limiter.consume(key.trim().toLowerCase(), options),
      }),
      finds: 'decides each key alone',
    },
    {
      defect: 'a wait that says too early when the cost fits',
      change: (limiter) => ({
        consume: async (key, options) => {
          const decision = await limiter.consume(key, options);
          return { ...decision, retryAfterMs: decision.retryAfterMs / 2 };
        },
      }),
      finds: 'says of a refusal who refused and when the same cost fits',
    },
    {
      defect: 'waiters that are served last come first',
      change: (_limiter, setting) => logLimiter(setting, { lastFirst: true }),
      finds: 'lets callers wait for their turn, in order of arrival',
    },
    {
      defect: 'a waiter that ignores its signal',
      change: (limiter) => ({
        waitFor: (key, { signal: _signal, ...options }) => limiter.waitFor(key, options),
      }),
      finds: "leaves the queue with the signal's reason, charged nothing",
    },
    {
      defect: 'a cost of 0 that always fits',
      change: (limiter) => ({
        async consume(key, options) {
          const decision = await limiter.consume(key, options);
          return options?.cost === 0 ? { ...decision, allowed: true, retryAfterMs: 0 } : decision;
        },
      }),
      finds: 'peeks for a cost of 0',
    },
    {
      defect: 'a cost of 0 that charges',
      change: (limiter) => ({
        consume: (key, options) => limiter.consume(key, { ...options, cost: options?.cost || 1 }),
      }),
      finds: 'peeks for a cost of 0',
    },
    {
      defect: 'a cost that is not checked',
      change: (limiter) => ({
        consume: (key, options) =>
          limiter.consume(key, { ...options, cost: Math.max(options?.cost || 1, 0.1) }),
      }),
      finds: 'refuses a cost that is no positive number',
    },
  ])('finds $defect', async ({ change, finds }) => {
    const failures = await runContract(rateLimiterContract, (setting) => {
      const limiter = logLimiter(setting);
      return { ...limiter, ...change(limiter, setting) };
    });
    expect(failures.map((failure) => failure.name)).toContain(finds);
  });
});

type Change = (limiter: RateLimiter, setting: RateLimiterSetting) => Partial<RateLimiter>;

interface Defects {
  readonly charge?: (decision: RateLimitDecision) => boolean;
  readonly refundAbove?: boolean;
  readonly lastFirst?: boolean;
}

/** The plainest limiter that keeps the contract: a log of what was spent, per key. */
function logLimiter({ clock, limit, windowMs }: RateLimiterSetting, defects: Defects = {}): RateLimiter {
  const logs = new Map<string, { atMs: number; cost: number }[]>();
  const queue: (() => boolean)[] = [];
  const logOf = (key: string) => {
    const alive = (logs.get(key) ?? []).filter(({ atMs }) => atMs + windowMs > clock.monotonicNow());
    logs.set(key, alive);
    return alive;
  };
  const decide = (key: string, cost: number, charge: boolean): RateLimitDecision => {
    if (!(cost > 0 && Number.isFinite(cost))) numberOption('cost', cost || -1, { min: 0 });
    if (cost <= 0) numberOption('cost', -1, { min: 0 });
    const log = logOf(key);
    const now = clock.monotonicNow();
    const spent = () => log.reduce((sum, entry) => sum + entry.cost, 0);
    const allowed = spent() + cost <= limit;
    let retryAfterMs = allowed ? 0 : Number.POSITIVE_INFINITY;
    let left = spent();
    for (const entry of log) {
      left -= entry.cost;
      if (allowed || left + cost > limit) continue;
      retryAfterMs = entry.atMs + windowMs - now;
      break;
    }
    if (charge && (allowed || defects.charge)) log.push({ atMs: now, cost: allowed ? cost : 1 });
    const remaining = Math.max(Math.floor(limit - spent()), 0);
    const resetAfterMs = Math.max(0, ...log.map(({ atMs }) => atMs + windowMs - now));
    const policy = { name: 'log', limit, remaining, windowMs, resetAfterMs, retryAfterMs };
    return {
      allowed,
      limit,
      remaining,
      retryAfterMs,
      resetAfterMs,
      policies: [policy],
      ...(!allowed && { violated: 'log' }),
    };
  };
  const peek: RateLimiter['peek'] = (key, { cost = 1 } = {}) => decide(key, cost === 0 ? 1 : cost, false);
  const consume: RateLimiter['consume'] = (key, { cost = 1, signal } = {}) => {
    signal?.throwIfAborted();
    return cost === 0 ? peek(key) : decide(key, cost, true);
  };
  const serve = (): void => {
    for (;;) {
      const next = defects.lastFirst ? queue.at(-1) : queue[0];
      if (next === undefined || !next()) return;
      queue.splice(queue.indexOf(next), 1);
    }
  };
  return {
    consume,
    peek,
    async waitFor(key, { cost = 1, maxWaitMs, signal }) {
      signal?.throwIfAborted();
      const first = decide(key, cost, queue.length === 0);
      if (queue.length === 0 && (first.allowed || first.retryAfterMs > maxWaitMs)) return first;
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          cancel();
          signal?.removeEventListener('abort', abort);
        };
        const turn = (): boolean => {
          if (!decide(key, cost, false).allowed) return false;
          leave();
          resolve(decide(key, cost, true));
          return true;
        };
        const abort = (): void => {
          leave();
          queue.splice(queue.indexOf(turn), 1);
          reject(signal?.reason as Error);
        };
        queue.push(turn);
        const tick = (): void => {
          serve();
          if (queue.includes(turn)) cancel = clock.after(10, tick);
        };
        let cancel = clock.after(10, tick);
        signal?.addEventListener('abort', abort);
      });
    },
    async refund(key, cost) {
      const log = logOf(key);
      if (defects.refundAbove) log.push({ atMs: clock.monotonicNow(), cost: -cost });
      let open = defects.refundAbove ? 0 : cost;
      for (const entry of log) {
        const given = Math.min(open, entry.cost);
        entry.cost -= given;
        open -= given;
      }
    },
    async reset(key) {
      logs.delete(key);
    },
  };
}
