import { describe, expect, it } from 'vitest';
import { systemRandom } from './system-random.ts';
import { uniqueIds } from './unique-ids.ts';

describe('unique ids', () => {
  it('count up from one, through every thousand', () => {
    const nextId = uniqueIds({ next: () => 0, bytes: (length) => new Uint8Array(length) });
    const ids = Array.from({ length: 12_345 }, nextId);
    expect(ids).toEqual(ids.map((_id, index) => `AAAAAAAAAAAA-${index + 1}`));
  });

  it('are no other maker’s', () => {
    expect(uniqueIds(systemRandom)()).not.toBe(uniqueIds(systemRandom)());
  });
});
