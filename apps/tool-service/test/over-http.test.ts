import { createTestClient, expectSuccess, mcpDoor, restDoor, startFakeUpstream } from '@toolwright/testing';
import type { TestClient } from '@toolwright/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { startDesk } from './support/start-desk.ts';

const upstream = await startFakeUpstream();
const desk = await startDesk({ TABLE_HOSTS: new URL(upstream.url).host, WEBHOOK_URL: upstream.url });
const url = await desk.listen();

afterAll(async () => {
  await desk.stop();
  await upstream.stop();
});

const clients: readonly TestClient[] = [restDoor({ url }), mcpDoor({ url })].map((door) =>
  createTestClient(door),
);

describe.each(clients.map((client) => ({ door: client.door, client })))('over $door', ({ door, client }) => {
  it('the weather says which rails had a part in it', async () => {
    const place = { latitude: 1.5, longitude: door === 'REST' ? 2.5 : 3.5 };
    expect(await client.call('weather.current', place)).toSucceed();
    const again = await client.call('weather.current', place);
    expect(expectSuccess(again)).toMatchObject({ source: 'simulation' });
    expect(again.metadata['cache']).toMatchObject({ hit: true });
  });

  it('a notification is sent once for one key', async () => {
    upstream.follow([{}]);
    const before = upstream.requests().length;
    const message = { channel: 'webhook', topic: 'a', text: 'b' };
    const send = () => client.call('notifications.send', message, { idempotencyKey: `key over ${door}` });
    const first = expectSuccess(await send());
    expect(await send()).toSucceedWith(first);
    expect(upstream.requests()).toHaveLength(before + 1);
  });

  it('a profile tells how far it is, and its work ends when the reader leaves', async () => {
    const line = `${'x'.repeat(99)}\n`.repeat(10_000);
    const before = upstream.requests().length;
    upstream.follow([{ body: Array.from({ length: 100 }, () => line), betweenMs: 1 }]);
    const ended = new Promise<unknown>((resolve) => {
      const off = desk.toolbox.events.on('call-failed', (event) => {
        off();
        resolve(event.data.error);
      });
    });
    const table = { from: 'url', url: `${upstream.url}/big.csv` };
    for await (const item of client.stream('tables.profile', table)) if (item.type === 'progress') break;
    expect(await ended).toMatchObject({ code: 'CANCELLED' });
    expect(upstream.requests()).toHaveLength(before + 1);
  });
});

describe('the service', () => {
  it('answers queries by GET', async () => {
    const response = await fetch(`${url}/tools/weather.current?latitude=7&longitude=8`);
    expect(await response.json()).toMatchObject({ data: { source: 'simulation' } });
  });

  it('lets what is under way end when it stops', async () => {
    await using slow = await startFakeUpstream([{ body: 'a,b\n1,2\n', delayMs: 100 }]);
    await using other = await startDesk({ TABLE_HOSTS: new URL(slow.url).host });
    const call = other.client.call('tables.profile', { from: 'url', url: `${slow.url}/slow.csv` });
    await slow.received(1);
    await other.toolbox.stop();
    expect(expectSuccess(await call)).toMatchObject({ rows: 1 });
  });
});
