import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createArrivals } from '../arrivals.ts';
import { holdSmtpSession } from './smtp-session.ts';
import type { ReceivedMail } from './smtp-session.ts';

/** What the server does with a mail once it has come whole. */
export interface MailStep {
  /** The answer's code; from 400 on the mail is refused, for now, and from 500 on for good. @default 250 */
  readonly code?: number;
  /** Instead of an answer: nothing ever, or a reset connection. */
  readonly failure?: 'hang' | 'reset';
}

/** A mail server that keeps what it gets. */
export interface FakeMailServer extends AsyncDisposable {
  /** `smtp://127.0.0.1:…` */
  readonly url: string;
  /** Every mail that was accepted so far. */
  readonly mails: () => readonly ReceivedMail[];
  /** Resolves once that many mails were accepted; rejects when they were not within 10 s of real time. */
  received(count: number): Promise<readonly ReceivedMail[]>;
  /** From now on another script, from its start: each step once and the last for ever. */
  follow(script: readonly MailStep[]): void;
  /** Breaks what is open and stops listening. */
  stop(): Promise<void>;
}

/**
 * Starts a mail server on a free port: SMTP without encryption or authentication, as a relay on the same machine speaks
 * it. @default every mail is accepted
 */
export async function startFakeMailServer(script: readonly MailStep[] = [{}]): Promise<FakeMailServer> {
  const mails = createArrivals<ReceivedMail>('mails');
  const open = new Set<Socket>();
  let steps = script.values();
  let step: MailStep = {};
  const answer = (mail: ReceivedMail, socket: Socket): string | undefined => {
    ({ value: step = step } = steps.next());
    const { code = 250, failure } = step;
    if (failure === 'reset') socket.resetAndDestroy();
    if (failure !== undefined) return undefined;
    if (code < 400) mails.add(mail);
    return `${code} ${code < 400 ? 'accepted' : 'refused by the script'}`;
  };
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    holdSmtpSession(socket, (mail) => answer(mail, socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    for (const socket of open) socket.destroy();
    await once(server, 'close');
  };
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails: mails.all,
    received: mails.reach,
    follow(other) {
      steps = other.values();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
