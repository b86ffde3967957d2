import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { ClientRequests } from './client-requests.ts';
import type { Asker } from './client-requests.ts';

const question = ['q', { method: 'elicitation/create', params: {} }] as const;

function scene(signal: AbortSignal = new AbortController().signal) {
  const clock = createFakeClock();
  const sent: { id: string }[] = [];
  const asker: Asker = {
    send: (text) => {
      sent.push(JSON.parse(text) as { id: string });
      return Promise.reject(new Error('gone'));
    },
    principal: undefined,
    signal,
  };
  return { clock, sent, asker, requests: new ClientRequests(clock, 1_000) };
}

describe('requests to a client', () => {
  it('wait ten thousand at a time at the most, and make room when they end', async () => {
    const { clock, asker, requests } = scene();
    const all = Array.from({ length: 10_000 }, () => requests.ask([question], asker));
    expect(await requests.ask([question], asker)).toEqual({ kind: 'busy' });
    await clock.advance(1_000);
    expect(await all[0]).toEqual({ kind: 'late' });
    expect(await Promise.race([requests.ask([question], asker), Promise.resolve('waits')])).toBe('waits');
  });

  it('are not put to a client that has gone, and leave no timer behind', async () => {
    const { clock, sent, asker, requests } = scene(AbortSignal.abort());
    expect(await requests.ask([question], asker)).toEqual({ kind: 'gone' });
    expect(sent).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('are answered once, however often a response comes', async () => {
    const { clock, sent, asker, requests } = scene();
    const asked = requests.ask([question], asker);
    const response = { id: sent[0]!.id, result: { action: 'accept' } };
    expect(requests.take(response, undefined)).toBe(true);
    expect(requests.take(response, undefined)).toBe(false);
    expect(await asked).toEqual({ kind: 'results', results: { q: { action: 'accept' } } });
    expect(clock.pendingTimers).toBe(0);
  });
});
