import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { startRedis } from '@toolwright/testing/redis';
import { afterAll, describe, expect, it } from 'vitest';

const fixture = await startRedis();
const faults = fixture?.faults;
afterAll(() => fixture?.stop());

const packageFolder = new URL('../..', import.meta.url);

interface Report {
  readonly allowed: number;
  readonly degraded: readonly string[];
  readonly longestMs: number;
}

/** A process of its own, in which sixteen callers consume 800 times together: what they were told. */
async function consuming(options: {
  prefix: string;
  limit: number;
  timeoutMs: number;
  clockAheadMs?: number;
}) {
  const { prefix, limit, timeoutMs, clockAheadMs = 0 } = options;
  const program = `
    // The clock of the machine, as this process sees it.
    const now = Date.now;
    Date.now = () => now() + ${clockAheadMs};
    const { Redis } = await import('ioredis');
    const { calendarWindow, createRateLimiter, rollingWindow } = await import('./src/index.ts');
    const { redisStore } = await import('./src/redis/index.ts');
    const client = new Redis('${fixture!.url}');
    client.on('error', () => undefined);
    const policies = [
      rollingWindow({ name: 'rolling', limit: ${limit}, windowMs: 600_000 }),
      calendarWindow({ name: 'year', limit: 100_000, period: 'year' }),
    ];
    const store = redisStore({ client, prefix: '${prefix}', timeoutMs: ${timeoutMs} });
    const limiter = createRateLimiter({ policies, store });
    const report = { allowed: 0, degraded: new Set(), longestMs: 0 };
    const caller = async () => {
      for (let call = 0; call < 50; call += 1) {
        const startMs = performance.now();
        const { allowed, degraded = 'no' } = await limiter.consume('key');
        report.longestMs = Math.max(report.longestMs, performance.now() - startMs);
        report.degraded.add(degraded);
        if (allowed) report.allowed += 1;
      }
    };
    await Promise.all(Array.from({ length: 16 }, caller));
    console.log(JSON.stringify({ ...report, degraded: [...report.degraded] }));
    client.disconnect();`;
  const args = ['--conditions=@toolwright/source', '--input-type=module-typescript', '-e', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: packageFolder });
  return JSON.parse(stdout) as Report;
}

describe.skipIf(fixture === undefined)(`two processes over ${fixture?.title ?? 'Redis: none here'}`, () => {
  it.each([
    ['', 0],
    [', though the clock of one is an hour ahead', 3_600_000],
    [', though the clock of one is an hour behind', -3_600_000],
  ])('admit the limit and no more at once%s', async (_, clockAheadMs) => {
    const options = { prefix: `processes:${clockAheadMs}:`, limit: 500, timeoutMs: 5_000 };
    const [one, other] = await Promise.all([consuming(options), consuming({ ...options, clockAheadMs })]);
    expect([one.degraded, other.degraded]).toEqual([['no'], ['no']]);
    expect(one.allowed + other.allowed).toBe(500);
  });

  it.skipIf(faults === undefined)(
    'admit the limit each while Redis is paused, and nobody waits much past the deadline',
    async () => {
      faults!.pause();
      try {
        const options = { prefix: 'paused:', limit: 100, timeoutMs: 50 };
        const reports = await Promise.all([consuming(options), consuming(options)]);
        expect(reports.map(({ allowed }) => allowed)).toEqual([100, 100]);
        expect(reports.map(({ degraded }) => degraded)).toEqual([['local'], ['local']]);
        expect(Math.max(...reports.map(({ longestMs }) => longestMs))).toBeLessThan(10_000);
      } finally {
        faults!.resume();
      }
    },
  );
});
