import { describe, expect, it } from 'vitest';
import { seededRandom } from './seeded-random.ts';

describe('seededRandom', () => {
  it('repeats for one seed and differs for another', () => {
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).toEqual(drawn('1'));
    expect(drawn(1)).not.toEqual(drawn(2));
    expect(drawn('a')).not.toEqual(drawn('b'));
  });

  it('stays the same from release to release', () => {
    const random = seededRandom('fixed');
    expect([random.next(), random.next(), [...random.bytes(3)]]).toMatchInlineSnapshot(`
      [
        0.44928154594699987,
        0.6345065943393866,
        [
          180,
          23,
          238,
        ],
      ]
    `);
  });

  it('spreads evenly over [0, 1) and over all bytes', () => {
    const random = seededRandom(7);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 100_000; draw += 1) {
      const tenth = Math.floor(random.next() * 10);
      tenths[tenth] = (tenths[tenth] ?? Number.NaN) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    expect(new Set(random.bytes(10_000)).size).toBe(256);
  });

  it('has nothing in common between neighbouring seeds', () => {
    const firsts = Array.from({ length: 1_000 }, (_, seed) => seededRandom(seed).next());
    expect(new Set(firsts).size).toBe(1_000);
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
  });

  it('makes as many bytes as asked', () => {
    expect(seededRandom(1).bytes(0)).toHaveLength(0);
    expect(seededRandom(1).bytes(33)).toHaveLength(33);
  });
});

function drawn(seed: number | string): readonly number[] {
  const random = seededRandom(seed);
  return [random.next(), random.next(), ...random.bytes(4)];
}
