import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createFakeClock } from '@toolwright/testing';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCircuitBreaker, sendAlerts } from '../index.ts';
import { emailAlerts } from './index.ts';

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly message: string;
}

/** A mail server on this machine that keeps what it gets. */
async function mailServer(): Promise<{ port: number; received: Received[] }> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      void text(stream).then((message) => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        received.push({ from, to: rcptTo.map(({ address }) => address), message });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
      }),
  );
  return { port: (server.server.address() as AddressInfo).port, received };
}

describe('alerts by e-mail', () => {
  it('arrive at every address, from a transporter of nodemailer', async () => {
    const { port, received } = await mailServer();
    const transport = createTransport({ host: '127.0.0.1', port, secure: false });
    const breaker = createCircuitBreaker({ name: 'orders', clock: createFakeClock() });
    const failures: unknown[] = [];
    sendAlerts(breaker, {
      channels: [
        emailAlerts({ transport, from: 'tools@example.com', to: ['ops@example.com', 'lead@example.com'] }),
      ],
      onFailure: (error) => failures.push(error),
    });
    breaker.isolate();
    await expect.poll(() => received.length, { interval: 5, timeout: 5_000 }).toBe(1);
    expect(failures).toEqual([]);
    const [mail] = received;
    expect(mail).toMatchObject({ from: 'tools@example.com', to: ['ops@example.com', 'lead@example.com'] });
    expect(mail?.message).toContain('Subject: [circuit] orders: circuit-isolated');
    expect(mail?.message).toContain('Circuit "orders" was isolated by hand.');
    transport.close();
  });

  it('that no server takes are reported', async () => {
    const clock = createFakeClock();
    const breaker = createCircuitBreaker({ name: 'orders', clock });
    const failures: unknown[] = [];
    const transport = { sendMail: () => Promise.reject(new Error('no mail today')) };
    sendAlerts(breaker, {
      channels: [emailAlerts({ transport, from: 'tools@example.com', to: 'ops@example.com' })],
      onFailure: (error) => failures.push(error),
      clock,
    });
    breaker.isolate();
    await clock.advance(0);
    expect(failures).toMatchObject([{ message: 'no mail today' }]);
  });

  it('keep the subject on one line, whatever the circuit is called', async () => {
    const clock = createFakeClock();
    const breaker = createCircuitBreaker({ name: 'a\r\nBcc: everybody@example.com', clock });
    const mails: { readonly subject: string }[] = [];
    const transport = { sendMail: async (mail: { readonly subject: string }) => mails.push(mail) };
    const email = emailAlerts({ transport, from: 'a@example.com', to: 'b@example.com', subjectPrefix: '!' });
    sendAlerts(breaker, { channels: [email], clock });
    breaker.isolate();
    await clock.advance(0);
    expect(mails).toMatchObject([{ subject: '! a Bcc: everybody@example.com: circuit-isolated' }]);
  });

  it('need an address', () => {
    const transport = { sendMail: async () => {} };
    for (const to of ['', []]) {
      expect(() => emailAlerts({ transport, from: 'a@example.com', to })).toThrow('Option "to"');
    }
  });
});
