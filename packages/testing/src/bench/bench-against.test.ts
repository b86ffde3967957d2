import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../fake-clock.ts';
import { benchAgainst, benchTable } from './bench-against.ts';

describe('benchAgainst', () => {
  it('tells the ratio of costs, whatever the machine does meanwhile', async () => {
    let nowMs = 0;
    const clock = { ...createFakeClock(), monotonicNow: () => nowMs };
    let slowness = 1;
    const costing = (name: string, ms: number) => ({
      name,
      run: () => {
        slowness *= 1.000_01;
        nowMs += ms * slowness;
      },
    });
    const results = await benchAgainst(
      costing('reference', 1),
      [costing('double', 2), costing('half', 0.5)],
      {
        rounds: 5,
        roundMs: 50,
        clock,
      },
    );
    expect(results.map(({ name }) => name)).toEqual(['reference', 'double', 'half']);
    expect(results[0]?.ratio).toBe(1);
    expect(results[1]?.ratio).toBeCloseTo(2, 1);
    expect(results[2]?.ratio).toBeCloseTo(0.5, 1);
    expect(results[1]?.spread[0]).toBeLessThanOrEqual(results[1]?.ratio ?? 0);
    expect(benchTable(results)).toMatch(/^double +\d+ ns +2\.0\dx {2}\(/m);
  });

  it('awaits promises', async () => {
    let awaited = 0;
    const slow = {
      name: 'promise',
      run: async () => {
        await Promise.resolve();
        awaited += 1;
      },
    };
    const [, result] = await benchAgainst({ name: 'nothing', run: () => 1 }, [slow], {
      rounds: 3,
      roundMs: 1,
    });
    expect(awaited).toBeGreaterThan(10);
    expect(result?.ratio).toBeGreaterThan(1);
  });

  it('refuses too few rounds', async () => {
    const nothing = { name: 'nothing', run: () => 1 };
    await expect(benchAgainst(nothing, [], { rounds: 1 })).rejects.toThrow('Option "rounds"');
  });
});
