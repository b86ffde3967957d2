import { describe, expect, it } from 'vitest';
import { sharedResource } from '../src/shared-resource.ts';

const { signal } = new AbortController();

function counted(failures = 0) {
  const done: string[] = [];
  const shared = sharedResource(
    async () => {
      done.push('open');
      if (done.length <= failures) throw new Error('not now');
      return done.length;
    },
    () => void done.push('close'),
  );
  return { shared, done };
}

describe('a shared resource', () => {
  it('is opened for the first and closed after the last', async () => {
    const { shared, done } = counted();
    expect(await Promise.all([shared.open(signal), shared.open(signal)])).toEqual([1, 1]);
    await shared.close();
    expect(done).toEqual(['open']);
    await shared.close();
    expect(done).toEqual(['open', 'close']);
    await shared.open(signal);
    expect(done).toEqual(['open', 'close', 'open']);
  });

  it('that could not be opened is opened for the next that asks', async () => {
    const { shared, done } = counted(1);
    await expect(shared.open(signal)).rejects.toThrow('not now');
    expect(await shared.open(signal)).toBe(2);
    await shared.close();
    expect(done).toEqual(['open', 'open', 'close']);
  });
});
