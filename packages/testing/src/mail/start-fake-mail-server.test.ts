import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startFakeMailServer } from './start-fake-mail-server.ts';

/** Says the lines one after the other, each once the one before was answered; resolves to the answers. */
async function converse(
  url: string,
  lines: readonly string[],
  allSaid?: () => void,
): Promise<readonly string[]> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').setEncoding('utf8');
  const answers: string[] = [];
  const left = [...lines];
  socket.on('data', (text: string) => {
    answers.push(...text.trimEnd().split('\r\n'));
    const line = left.shift();
    if (line !== undefined) socket.write(line);
    if (left.length === 0) allSaid?.();
  });
  socket.on('error', (error) => answers.push(error.message));
  await new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
  });
  return answers;
}

const greeting = ['EHLO me\r\n', 'mail from:<a@example.org> SIZE=10\r\n', 'RCPT TO:<b@example.org>\r\n'];

describe('startFakeMailServer', () => {
  it('keeps the mails that it accepts, as they were sent', async () => {
    await using server = await startFakeMailServer();
    const text = 'Subject: Grüße\r\n\r\n..a dot at the beginning\r\n.\r\n';
    const more = ['RCPT TO:<c@example.org>\r\n', 'DATA\r\n', text, 'RSET\r\n', 'NOOP\r\n', 'VRFY you\r\n'];
    const answers = await converse(server.url, [...greeting, ...more, 'QUIT\r\n']);
    expect(answers.map((line) => line.slice(0, 3)).join(' ')).toBe(
      '220 250 250 250 250 250 250 354 250 250 250 502 221',
    );
    expect(await server.received(1)).toEqual([
      {
        from: 'a@example.org',
        to: ['b@example.org', 'c@example.org'],
        source: 'Subject: Grüße\r\n\r\n.a dot at the beginning',
      },
    ]);
    expect(server.mails()).toHaveLength(1);
  });

  it('refuses, breaks off and goes silent as its script says, the last step for ever', async () => {
    await using server = await startFakeMailServer([{ code: 451 }, { failure: 'reset' }]);
    const mail = [...greeting, 'DATA\r\n', 'x\r\n.\r\n', 'QUIT\r\n'];
    expect((await converse(server.url, mail)).at(-2)).toBe('451 refused by the script');
    for (let round = 0; round < 2; round += 1)
      expect((await converse(server.url, mail)).at(-1)).toContain('ECONNRESET');
    server.follow([{ failure: 'hang' }]);
    const said = Promise.withResolvers<void>();
    const silent = converse(server.url, mail.slice(0, -1), said.resolve);
    await said.promise;
    await server.stop();
    await server.stop();
    const answers = (await silent).filter((line) => /^\d/.test(line));
    expect(answers.at(-1)).toMatch(/^354/);
    expect(server.mails()).toEqual([]);
  });
});
