import type { Socket } from 'node:net';

/** A mail as it arrived. */
export interface ReceivedMail {
  /** The envelope's sender; empty for a bounce. */
  readonly from: string;
  /** The envelope's recipients. */
  readonly to: readonly string[];
  /** Headers and body as they were sent. */
  readonly source: string;
}

/** What a mail is answered with; `undefined`: nothing. */
type AnswerTo = (mail: ReceivedMail) => string | undefined;

/** Speaks SMTP (RFC 5321) with one client, as far as a client needs that sends plain mails. */
export function holdSmtpSession(socket: Socket, answerTo: AnswerTo): void {
  let envelope: { from: string; to: string[] } = { from: '', to: [] };
  let source: string[] | undefined;
  let rest = '';
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  const command = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase();
    const address = /<(.*?)>/.exec(line)?.[1] ?? '';
    if (verb === 'MAIL') envelope = { from: address, to: [] };
    else if (verb === 'RCPT') envelope.to.push(address);
    else if (verb === 'DATA') source = [];
    say(replies[verb] ?? '502 not implemented');
    if (verb === 'QUIT') socket.end();
  };
  const take = (line: string): void => {
    if (source === undefined) command(line);
    else if (line !== '.') source.push(line.replace(/^\./, ''));
    else {
      const answer = answerTo({ ...envelope, source: source.join('\r\n') });
      source = undefined;
      if (answer !== undefined) say(answer);
    }
  };
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\r\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
  });
  // A client that breaks off is its own affair.
  socket.on('error', () => socket.destroy());
  say('220 a mail server for tests');
}

const replies: Readonly<Record<string, string>> = {
  EHLO: '250-at your service\r\n250-8BITMIME\r\n250 SMTPUTF8',
  HELO: '250 at your service',
  MAIL: '250 go on',
  RCPT: '250 go on',
  DATA: '354 end with a line that has a dot only',
  RSET: '250 forgotten',
  NOOP: '250 still here',
  QUIT: '221 bye',
};
