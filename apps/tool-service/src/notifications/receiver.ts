import { ToolError } from '@toolwright/core';
import type { Message } from './message.ts';

/** Delivers messages of one channel. Rejects when it cannot say that the message arrived. */
export interface Receiver {
  /** `id` is the same for each try: who gets a message twice can tell by it. */
  deliver(id: string, message: Message, signal: AbortSignal): Promise<void>;
}

/** Sends to an HTTP address as JSON, with the message's id as `Idempotency-Key`. */
export function httpReceiver(url: string): Receiver {
  return {
    async deliver(id, message, signal) {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        signal,
        headers: { 'content-type': 'application/json', 'idempotency-key': id },
        body: JSON.stringify({ id, ...message }),
      });
      await response.body?.cancel();
      if (response.ok) return;
      throw new ToolError('NETWORK_ERROR', `The receiver answered with status ${response.status}`);
    },
  };
}

/** Sends e-mail over SMTP: `smtp://user:password@host:587`. */
export function smtpReceiver(url: string, from: string, timeoutMs: number): Receiver {
  return {
    async deliver(id, { to, subject, text }, signal) {
      signal.throwIfAborted();
      // Only now: who sends no e-mail does without the mailer's memory.
      const { createTransport } = await import('nodemailer');
      const limits = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
      const transport = createTransport({ url, ...limits, disableFileAccess: true, disableUrlAccess: true });
      try {
        await transport.sendMail({ from, to, subject, text, messageId: `<${id}@tool-service>` });
      } finally {
        transport.close();
      }
    },
  };
}
