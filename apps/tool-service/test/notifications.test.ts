import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeClock, startFakeUpstream } from '@toolwright/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startMailServer } from './support/mail-server.ts';
import { newDataFolder, startDesk } from './support/start-desk.ts';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function start(
  variables: Readonly<Record<string, string>>,
  options: Parameters<typeof startDesk>[1] = {},
) {
  const desk = await startDesk(variables, options);
  closers.push(() => desk.stop());
  return desk;
}

const email = { channel: 'email', to: 'ada@example.org', subject: 'Your trip', text: 'At 9.' } as const;

describe('notifications.send', () => {
  it('sends e-mail over SMTP', async () => {
    const server = await startMailServer();
    closers.push(() => server.stop());
    const { toolbox } = await start({ SMTP_URL: server.url, MAIL_FROM: 'desk@example.org' });
    const result = await toolbox.call('notifications.send', email);
    expect(result).toMatchObject({ status: 'success', data: { status: 'sent' } });
    expect(server.mails).toMatchObject([{ from: 'desk@example.org', to: ['ada@example.org'] }]);
    const id = result.status === 'success' ? result.data.id : '';
    expect(server.mails[0]?.source).toContain(`Message-ID: <${id}@tool-service>`);
    expect(server.mails[0]?.source).toContain('Subject: Your trip');
  });

  it('sends to an HTTP receiver once, however often it is asked with one key', async () => {
    const gateway = await startFakeUpstream();
    closers.push(() => gateway.stop());
    const { toolbox } = await start({ SMS_GATEWAY_URL: gateway.url });
    const sms = { channel: 'sms', phone: '+34600111222', text: 'At 9.' } as const;
    const options = { idempotencyKey: randomUUID() };
    const [first, twin] = await Promise.all([
      toolbox.call('notifications.send', sms, options),
      toolbox.call('notifications.send', sms, options),
    ]);
    const later = await toolbox.call('notifications.send', sms, options);
    expect(later).toMatchObject({ data: { status: 'sent' }, metadata: { idempotency: { replayed: true } } });
    for (const result of [first, twin])
      expect(result).toMatchObject({ data: 'data' in later ? later.data : {} });
    expect(gateway.requests()).toHaveLength(1);
    expect(JSON.parse(gateway.requests()[0]!.body)).toMatchObject({ phone: '+34600111222', text: 'At 9.' });
    const other = await toolbox.call('notifications.send', { ...sms, text: 'At 10.' }, options);
    expect(other).toMatchObject({ status: 'error', error: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  it('is not sent again by the next process when asked with the same key', async () => {
    const dataFolder = await newDataFolder();
    closers.push(() => rmSync(dataFolder, { recursive: true, force: true }));
    const hook = await startFakeUpstream();
    closers.push(() => hook.stop());
    const message = { channel: 'webhook', topic: 'a', text: 'b' } as const;
    const options = { idempotencyKey: 'once' };
    const before = await startDesk({ WEBHOOK_URL: hook.url }, { dataFolder });
    const first = await before.toolbox.call('notifications.send', message, options);
    await before.stop();
    const { toolbox } = await start({ WEBHOOK_URL: hook.url }, { dataFolder });
    const again = await toolbox.call('notifications.send', message, options);
    expect(again).toMatchObject({
      data: first.status === 'success' ? first.data : {},
      metadata: { idempotency: { replayed: true } },
    });
    expect(hook.requests()).toHaveLength(1);
  });

  it('that a killed process had taken keeps its id when it is asked for again', async () => {
    const dataFolder = await newDataFolder();
    closers.push(() => rmSync(dataFolder, { recursive: true, force: true }));
    const hook = await startFakeUpstream([{ status: 500 }]);
    closers.push(() => hook.stop());
    const message = { channel: 'webhook', topic: 'a', text: 'b' } as const;
    const options = { idempotencyKey: 'killed' };
    const before = await startDesk({ WEBHOOK_URL: hook.url }, { dataFolder });
    const first = await before.toolbox.call('notifications.send', message, options);
    expect(first).toMatchObject({ data: { status: 'queued' } });
    await before.stop();
    // As if the process had been killed before the outcome was noted.
    for (const end of ['', '-wal', '-shm']) rmSync(join(dataFolder, `state.sqlite${end}`), { force: true });
    hook.follow([{}]);
    const { toolbox } = await start({ WEBHOOK_URL: hook.url }, { dataFolder });
    const again = await toolbox.call('notifications.send', message, options);
    expect(again).toMatchObject({ data: { id: first.status === 'success' ? first.data.id : '' } });
    const other = await toolbox.call('notifications.send', message, { idempotencyKey: 'other' });
    expect(other).toMatchObject({ data: { status: 'sent' } });
    expect(other).not.toMatchObject({ data: { id: first.status === 'success' ? first.data.id : '' } });
  });

  it('asks for the fields of its channel and refuses the others’', async () => {
    const { toolbox } = await start({});
    const refused = await toolbox.call('notifications.send', {
      channel: 'sms',
      to: 'ada@example.org',
      text: 'At 9.',
    });
    expect(refused).toMatchObject({ status: 'error', error: { code: 'INVALID_INPUT' } });
    const paths = JSON.stringify(refused);
    expect(paths).toContain('"phone"');
    expect(paths).toContain('"to"');
  });
});

describe('a notification that cannot be delivered', () => {
  it('is kept, says so, and is delivered by a later start that has a receiver', async () => {
    const dataFolder = await newDataFolder();
    closers.push(() => rmSync(dataFolder, { recursive: true, force: true }));
    const before = await startDesk({}, { dataFolder });
    const kept = await before.toolbox.call('notifications.send', email);
    expect(kept).toMatchObject({ data: { status: 'kept' } });
    await before.stop();
    const server = await startMailServer();
    closers.push(() => server.stop());
    await start({ SMTP_URL: server.url }, { dataFolder });
    await vi.waitFor(() => expect(server.mails).toHaveLength(1));
  });

  it('is queued, and tried again until it arrives, under the same id', async () => {
    const clock = createFakeClock();
    const hook = await startFakeUpstream([{ status: 500 }, { failure: 'reset' }, {}]);
    closers.push(() => hook.stop());
    const { toolbox } = await start({ WEBHOOK_URL: hook.url }, { clock });
    const message = { channel: 'webhook', topic: 'trips.booked', text: 'Madrid' } as const;
    const queued = await toolbox.call('notifications.send', message);
    expect(queued).toMatchObject({ data: { status: 'queued' } });
    for (const tries of [2, 3]) {
      await clock.advance(10_000);
      await vi.waitFor(() => expect(hook.requests()).toHaveLength(tries));
      // The answer is on its way: let the courier note it.
      await vi.waitFor(() => expect(clock.pendingTimers).toBeGreaterThan(0));
    }
    const ids = hook.requests().map(({ headers }) => headers['idempotency-key']);
    expect(new Set(ids).size).toBe(1);
    await clock.advance(600_000);
    expect(hook.requests()).toHaveLength(3);
  });

  it('does not keep its caller longer than a delivery may take', async () => {
    const hook = await startFakeUpstream([{ failure: 'hang' }]);
    closers.push(() => hook.stop());
    const { toolbox } = await start({ WEBHOOK_URL: hook.url, NOTIFY_TIMEOUT_MS: '50' });
    const message = { channel: 'webhook', topic: 'a', text: 'b' } as const;
    expect(await toolbox.call('notifications.send', message)).toMatchObject({ data: { status: 'queued' } });
  });
});
