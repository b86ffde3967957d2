import { startFakeUpstream } from '@toolwright/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startDesk } from './support/start-desk.ts';
import type { Desk } from './support/start-desk.ts';

let desk: Desk;
let url: string;
let upstream: Awaited<ReturnType<typeof startFakeUpstream>>;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  const host = new URL(upstream.url).host;
  desk = await startDesk({ TABLE_HOSTS: host, WEBHOOK_URL: upstream.url });
  ({ url } = await desk.service.server.listen({ host: '127.0.0.1', port: 0 }));
});

afterAll(async () => {
  await desk.service.server.close({ drainMs: 0 });
  await desk.stop();
  await upstream.stop();
});

function post(
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
) {
  return fetch(url + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
    ...(signal !== undefined && { signal }),
  });
}

describe('over HTTP', () => {
  it('the weather is had with GET, and says which rails had a part in it', async () => {
    const get = async () => (await fetch(`${url}/tools/weather.current?latitude=1.5&longitude=2.5`)).json();
    await get();
    expect(await get()).toMatchObject({ data: { source: 'simulation' }, metadata: { cache: { hit: true } } });
  });

  it('a notification is sent once for one key', async () => {
    upstream.follow([{}]);
    const before = upstream.requests().length;
    const message = { channel: 'webhook', topic: 'a', text: 'b' };
    const send = async () =>
      (await post('/tools/notifications.send', message, { 'idempotency-key': 'k1' })).json();
    const first: unknown = await send();
    const again: unknown = await send();
    expect(again).toMatchObject({ data: (first as { data: object }).data });
    expect(upstream.requests().length - before).toBe(1);
  });

  it('a profile is streamed, and its work ends when the reader leaves', async () => {
    const line = `${'x'.repeat(99)}\n`.repeat(10_000);
    let served = 0;
    upstream.follow(() => {
      served += 1;
      return { body: Array.from({ length: 100 }, () => line), betweenMs: 1 };
    });
    const leaving = new AbortController();
    const input = { from: 'url', url: `${upstream.url}/big.csv` };
    const response = await post(
      '/tools/tables.profile',
      input,
      { accept: 'text/event-stream' },
      leaving.signal,
    );
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const ended = new Promise<unknown>((resolve) => {
      desk.toolbox.events.on('call-failed', (event) => resolve(event));
    });
    const reader = response.body!.getReader();
    const first = await reader.read();
    expect(Buffer.from(first.value ?? []).toString()).toMatch(/^(?:event|data|id|:)/m);
    leaving.abort();
    await expect(ended).resolves.toMatchObject({ data: { error: { code: 'CANCELLED' } } });
    expect(served).toBe(1);
  });

  it('a stop lets what is under way end', async () => {
    upstream.follow([{ body: 'a,b\n1,2\n', delayMs: 100 }]);
    const other = await startDesk({ TABLE_HOSTS: new URL(upstream.url).host });
    const before = upstream.requests().length;
    const call = other.toolbox.call('tables.profile', { from: 'url', url: `${upstream.url}/slow.csv` });
    await vi.waitFor(() => expect(upstream.requests().length).toBe(before + 1));
    await other.toolbox.stop();
    expect(await call).toMatchObject({ status: 'success', data: { rows: 1 } });
    await other.stop();
  });
});
