import { systemClock } from '@toolwright/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createArrivals } from '../arrivals.ts';
import { startFakeUpstream } from './start-fake-upstream.ts';
import type { FakeUpstream } from './start-fake-upstream.ts';

let upstream: FakeUpstream;
afterEach(() => upstream.stop());

describe('startFakeUpstream', () => {
  it('answers as its script says, the last step for ever', async () => {
    upstream = await startFakeUpstream([
      { status: 503, headers: { 'retry-after': '1' } },
      { json: { temperature: 21 } },
      { body: ['a', 'b'], betweenMs: 1 },
    ]);
    const first = await fetch(upstream.url);
    expect([first.status, first.headers.get('retry-after'), await first.text()]).toEqual([503, '1', '']);
    const second = await fetch(upstream.url);
    expect(second.headers.get('content-type')).toBe('application/json');
    expect(await second.json()).toEqual({ temperature: 21 });
    for (let round = 0; round < 2; round += 1) expect(await (await fetch(upstream.url)).text()).toBe('ab');
  });

  it('keeps the requests and answers each by a function', async () => {
    upstream = await startFakeUpstream(({ url }) => ({ status: url === '/good' ? 200 : 404 }));
    const good = await fetch(`${upstream.url}/good`, {
      method: 'POST',
      body: 'päivää',
      headers: { 'x-call': '1' },
    });
    const bad = await fetch(`${upstream.url}/bad?a=1`);
    expect([good.status, bad.status]).toEqual([200, 404]);
    expect(upstream.requests()).toEqual([
      expect.objectContaining({ method: 'POST', url: '/good', body: 'päivää' }),
      expect.objectContaining({ method: 'GET', url: '/bad?a=1', body: '' }),
    ]);
    expect(upstream.requests()[0]?.headers['x-call']).toBe('1');
  });

  it('takes its time', async () => {
    upstream = await startFakeUpstream([{ delayMs: 60 }]);
    const startMs = systemClock.monotonicNow();
    await fetch(upstream.url);
    expect(systemClock.monotonicNow() - startMs).toBeGreaterThan(55);
  });

  it('resets, cuts and hangs', async () => {
    upstream = await startFakeUpstream([
      { failure: 'reset' },
      { failure: 'cut', body: 'half' },
      { failure: 'hang' },
    ]);
    await expect(fetch(upstream.url)).rejects.toThrow('fetch failed');
    const half = await fetch(upstream.url);
    expect(half.status).toBe(200);
    await expect(half.text()).rejects.toThrow();
    const reason = new Error('enough');
    const leaving = new AbortController();
    const hanging = fetch(upstream.url, { signal: leaving.signal });
    expect(await upstream.received(3)).toHaveLength(3);
    leaving.abort(reason);
    await expect(hanging).rejects.toBe(reason);
  });

  it('counts how many are under way at once, those that hang included', async () => {
    upstream = await startFakeUpstream(({ url }) => (url === '/hang' ? { failure: 'hang' } : {}));
    for (let round = 0; round < 3; round += 1) await fetch(upstream.url);
    expect(upstream.mostAtOnce).toBe(1);
    const leaving = new AbortController();
    const hanging = fetch(`${upstream.url}/hang`, { signal: leaving.signal }).catch(() => 'left');
    await upstream.received(4);
    await fetch(upstream.url);
    expect(upstream.mostAtOnce).toBe(2);
    leaving.abort();
    expect(await hanging).toBe('left');
  });

  it('says how much has arrived when more is waited for in vain', async () => {
    const arrivals = createArrivals<number>('letters', 20);
    arrivals.add(1);
    expect(await arrivals.reach(1)).toEqual([1]);
    await expect(arrivals.reach(2)).rejects.toThrow('1 letters arrived within 20 ms, not 2');
    const later = arrivals.reach(2);
    arrivals.add(2);
    expect(await later).toEqual([1, 2]);
  });

  it('follows another script, tells when a script throws, and stops twice', async () => {
    upstream = await startFakeUpstream();
    expect((await fetch(upstream.url)).status).toBe(200);
    upstream.follow(() => {
      throw new Error('no such step');
    });
    const broken = await fetch(upstream.url);
    expect([broken.status, await broken.text()]).toEqual([500, 'The script failed: Error: no such step']);
    await upstream.stop();
    await upstream.stop();
    await expect(fetch(upstream.url)).rejects.toThrow();
  });
});
