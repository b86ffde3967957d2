import type { Random } from '@toolwright/core';
import { assertHolds, assertSame } from './assert-promise.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase } from './contract-case.ts';

const draws = 20_000;

/** What every {@link Random} promises. A true source of chance fails about once in a million runs. */
export const randomContract: readonly ContractCase<Random>[] = [
  contractCase('draws numbers of [0, 1), evenly spread', async (random) => {
    const buckets = Array.from({ length: 16 }, () => 0);
    for (let draw = 0; draw < draws; draw += 1) {
      const number = random.next();
      assertHolds(`a number of [0, 1), not ${number}`, number >= 0 && number < 1);
      const bucket = Math.floor(number * 16);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    assertSpread('numbers', buckets);
  }),
  contractCase('draws as many bytes as asked, evenly spread', async (random) => {
    for (const length of [0, 1, 7, 1_000]) assertSame('length', random.bytes(length).length, length);
    const buckets = Array.from({ length: 16 }, () => 0);
    for (const byte of random.bytes(draws)) buckets[byte >>> 4] = (buckets[byte >>> 4] ?? 0) + 1;
    assertSpread('bytes', buckets);
  }),
  contractCase('does not repeat itself', async (random) => {
    const numbers = new Set(Array.from({ length: 1_000 }, () => random.next()));
    assertSame('how many numbers of 1000 differ', numbers.size, 1_000);
    const texts = new Set(Array.from({ length: 100 }, () => random.bytes(16).join(',')));
    assertSame('how many of 100 times 16 bytes differ', texts.size, 100);
  }),
];

/** Pearson's test: above 60, sixteen even buckets come about less than once in three million times. */
function assertSpread(what: string, buckets: readonly number[]): void {
  const expected = draws / buckets.length;
  const distance = buckets.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  assertHolds(`${what} are evenly spread, not ${buckets.join(' ')}`, distance < 60);
}
