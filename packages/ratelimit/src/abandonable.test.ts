import { describe, expect, it } from 'vitest';

import { abandonable } from './abandonable.ts';

describe('abandonable', () => {
  const nothing = (): void => undefined;

  it('passes on what the work rejects with', async () => {
    const { signal } = new AbortController();
    const failing = abandonable(() => Promise.reject(new Error('broken')), signal, nothing);
    await expect(failing).rejects.toThrow('broken');
  });

  it('rejects at once when the signal aborts, and hands over what comes late', async () => {
    const controller = new AbortController();
    const work = Promise.withResolvers<string>();
    const late: string[] = [];
    const left = abandonable(
      () => work.promise,
      controller.signal,
      (value) => void late.push(value),
    );
    controller.abort('gone');
    await expect(left).rejects.toBe('gone');
    expect(late).toEqual([]);
    work.resolve('late');
    await work.promise;
    expect(late).toEqual(['late']);
  });

  it('does not start when the signal has aborted already', async () => {
    let started = false;
    const work = async (): Promise<void> => void (started = true);
    await expect(abandonable(work, AbortSignal.abort('gone'), nothing)).rejects.toBe('gone');
    expect(started).toBe(false);
  });
});
