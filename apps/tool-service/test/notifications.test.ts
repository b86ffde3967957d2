import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pause } from '@toolwright/core';
import {
  createFakeClock,
  expectError,
  expectSuccess,
  startFakeMailServer,
  startFakeUpstream,
} from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { newDataFolder, startDesk } from './support/start-desk.ts';

const email = { channel: 'email', to: 'ada@example.org', subject: 'Your trip', text: 'At 9.' } as const;
const hooked = { channel: 'webhook', topic: 'trips.booked', text: 'Madrid' } as const;

describe('notifications.send', () => {
  it('sends e-mail over SMTP', async () => {
    await using server = await startFakeMailServer();
    await using desk = await startDesk({ SMTP_URL: server.url, MAIL_FROM: 'desk@example.org' });
    const { id, status } = expectSuccess(await desk.client.call('notifications.send', email));
    expect(status).toBe('sent');
    const [mail] = server.mails();
    expect(mail).toMatchObject({ from: 'desk@example.org', to: ['ada@example.org'] });
    expect(mail?.source).toContain(`Message-ID: <${id}@tool-service>`);
    expect(mail?.source).toContain('Subject: Your trip');
  });

  it('sends to an HTTP receiver once, however often it is asked with one key', async () => {
    await using gateway = await startFakeUpstream();
    await using desk = await startDesk({ SMS_GATEWAY_URL: gateway.url });
    const sms = { channel: 'sms', phone: '+34600111222', text: 'At 9.' } as const;
    const options = { idempotencyKey: 'sms' };
    const send = (text: string = sms.text) =>
      desk.client.call('notifications.send', { ...sms, text }, options);
    const twins = await Promise.all([send(), send()]);
    const later = await send();
    const data = expectSuccess(later);
    expect(data.status).toBe('sent');
    expect(later.metadata['idempotency']).toMatchObject({ replayed: true });
    for (const twin of twins) expect(twin).toSucceedWith(data);
    expect(gateway.requests()).toHaveLength(1);
    expect(JSON.parse(gateway.requests()[0]!.body)).toMatchObject({ phone: '+34600111222', text: 'At 9.' });
    expect(await send('At 10.')).toFailWith('IDEMPOTENCY_KEY_REUSED');
  });

  it('is not sent again by the next process when asked with the same key', async () => {
    using folder = await newDataFolder();
    await using hook = await startFakeUpstream();
    const options = { idempotencyKey: 'once' };
    const before = await startDesk({ WEBHOOK_URL: hook.url }, { folder });
    const first = expectSuccess(await before.client.call('notifications.send', hooked, options));
    await before.stop();
    await using after = await startDesk({ WEBHOOK_URL: hook.url }, { folder });
    const again = await after.client.call('notifications.send', hooked, options);
    expect(again).toSucceedWith(first);
    expect(again.metadata['idempotency']).toMatchObject({ replayed: true });
    expect(hook.requests()).toHaveLength(1);
  });

  it('that a killed process had taken keeps its id when it is asked for again', async () => {
    using folder = await newDataFolder();
    await using hook = await startFakeUpstream([{ status: 500 }]);
    const options = { idempotencyKey: 'killed' };
    const before = await startDesk({ WEBHOOK_URL: hook.url }, { folder });
    const first = expectSuccess(await before.client.call('notifications.send', hooked, options));
    expect(first.status).toBe('queued');
    await before.stop();
    // As if the process had been killed before the outcome was noted.
    for (const end of ['', '-wal', '-shm']) rmSync(join(folder.path, `state.sqlite${end}`), { force: true });
    hook.follow([{}]);
    await using after = await startDesk({ WEBHOOK_URL: hook.url }, { folder });
    const again = await after.client.call('notifications.send', hooked, options);
    expect(expectSuccess(again).id).toBe(first.id);
    const other = await after.client.call('notifications.send', hooked, { idempotencyKey: 'other' });
    expect(expectSuccess(other)).toMatchObject({ status: 'sent', id: expect.not.stringMatching(first.id) });
  });

  it('asks for the fields of its channel and refuses the others’', async () => {
    await using desk = await startDesk();
    const sms = { channel: 'sms', to: 'ada@example.org', text: 'At 9.' };
    const refused = expectError(await desk.client.callWith('notifications.send', sms), 'INVALID_INPUT');
    const issues = JSON.stringify(refused.details);
    expect(issues).toContain('"phone"');
    expect(issues).toContain('"to"');
  });
});

describe('a notification that cannot be delivered', () => {
  it('is kept, says so, and is delivered by a later start that has a receiver', async () => {
    using folder = await newDataFolder();
    const before = await startDesk({}, { folder });
    const kept = expectSuccess(await before.client.call('notifications.send', email));
    expect(kept.status).toBe('kept');
    await before.stop();
    await using server = await startFakeMailServer();
    await using after = await startDesk({ SMTP_URL: server.url }, { folder });
    expect(await server.received(1)).toHaveLength(1);
    expect(after.toolbox.serving).toBe(true);
  });

  it('is queued, and tried again until it arrives, under the same id', async () => {
    const clock = createFakeClock();
    await using hook = await startFakeUpstream([{ status: 500 }, { failure: 'reset' }, {}]);
    const variables = { WEBHOOK_URL: hook.url, NOTIFY_TIMEOUT_MS: '60000' };
    await using desk = await startDesk(variables, { clock });
    const queued = expectSuccess(await desk.client.call('notifications.send', hooked));
    expect(queued.status).toBe('queued');
    await clock.advanceUntil(hook.received(3));
    // The last answer is on its way still, and time enough for another delivery.
    await clock.advanceUntil(pause(clock, 50_000));
    const ids = hook.requests().map(({ headers }) => headers['idempotency-key']);
    expect(ids).toEqual([queued.id, queued.id, queued.id]);
  });

  it('is queued when the mail server will not have it now', async () => {
    const clock = createFakeClock();
    await using server = await startFakeMailServer([{ code: 451 }, { failure: 'reset' }, {}]);
    await using desk = await startDesk({ SMTP_URL: server.url }, { clock });
    const queued = expectSuccess(await desk.client.call('notifications.send', email));
    expect(queued.status).toBe('queued');
    const [mail] = await clock.advanceUntil(server.received(1));
    expect(mail?.source).toContain(`Message-ID: <${queued.id}@tool-service>`);
  });

  it('does not keep its caller longer than a delivery may take', async () => {
    await using hook = await startFakeUpstream([{ failure: 'hang' }]);
    await using desk = await startDesk({ WEBHOOK_URL: hook.url, NOTIFY_TIMEOUT_MS: '50' });
    const result = await desk.client.call('notifications.send', hooked);
    expect(expectSuccess(result).status).toBe('queued');
  });
});
