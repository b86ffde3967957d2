import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

const answerWithinMs = 1_000;

/**
 * Sends one command over a connection of its own and resolves to its answer as text: a simple string, an integer or a
 * bulk string. Rejects with the server's error, or when there is no answer within a second.
 */
export async function redisCommand(address: Address, ...words: readonly string[]): Promise<string> {
  const socket = connect(address.port, address.host);
  socket.setTimeout(answerWithinMs, () => {
    socket.destroy(new Error(`No answer to ${words[0]} from port ${address.port} in ${answerWithinMs} ms`));
  });
  socket.write(encode(words));
  try {
    return await readAnswer(socket);
  } finally {
    socket.destroy();
  }
}

function encode(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

async function readAnswer(socket: Socket): Promise<string> {
  let received = Buffer.alloc(0);
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk as Buffer]);
    const answer = decode(received);
    if (answer !== undefined) return answer;
  }
  throw new Error('The server closed the connection without an answer');
}

/** The answer, or undefined while some of it is still to come. */
function decode(received: Buffer): string | undefined {
  const lineEnd = received.indexOf('\r\n');
  if (lineEnd < 0) return undefined;
  const line = received.toString('utf8', 1, lineEnd);
  const kind = received.toString('utf8', 0, 1);
  if (kind === '-') throw new Error(line);
  if (kind !== '$') return line;
  const start = lineEnd + 2;
  const end = start + Number(line);
  return received.length < end + 2 ? undefined : received.toString('utf8', start, end);
}
