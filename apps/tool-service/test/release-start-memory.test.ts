import { getHeapSpaceStatistics } from 'node:v8';
import { expect, it } from 'vitest';
import { releaseStartMemory } from '../src/release-start-memory.ts';

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')!.space_size;
}

it('the young space that loading needed is given back, and the program has no gc of its own', () => {
  const held: object[] = [];
  // Young space grows while what is in it survives.
  while (youngBytes() < 4_000_000 && held.length < 5_000_000) held.push({ at: held.length });
  const before = youngBytes();
  releaseStartMemory();
  expect(youngBytes()).toBeLessThan(before);
  expect('gc' in globalThis).toBe(false);
});
