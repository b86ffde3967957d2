import { invalidOption } from '@toolwright/core';
import type { AlertChannel } from '../alerts/circuit-alert.ts';

/** What an e-mail says. */
export interface AlertMail {
  readonly from: string;
  readonly to: string | string[];
  readonly subject: string;
  readonly text: string;
}

/** What sends e-mail: a transporter of nodemailer fits. */
export interface MailTransport {
  sendMail(mail: AlertMail): Promise<unknown>;
}

/** Who writes to whom, and through what. */
export interface EmailAlertsOptions {
  /** Its own timeouts should be short: sending e-mail cannot be aborted, only left behind. */
  readonly transport: MailTransport;
  readonly from: string;
  /** At least one address. */
  readonly to: string | readonly string[];
  /** Before the subject. @default '[circuit]' */
  readonly subjectPrefix?: string;
}

/** Sends alerts by e-mail. */
export function emailAlerts(options: EmailAlertsOptions): AlertChannel {
  const { transport, from, to, subjectPrefix = '[circuit]' } = options;
  const addresses = typeof to === 'string' ? [to] : [...to];
  if (addresses.length === 0 || addresses.includes('')) throw invalidOption('to', 'at least one address', to);
  return async ({ event, text }) => {
    // A name may hold anything; a subject is one line.
    const subject = `${subjectPrefix} ${event.circuit}: ${event.type}`.replaceAll(/\s+/g, ' ');
    await transport.sendMail({ from, to: addresses, subject, text });
  };
}
