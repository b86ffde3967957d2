import type { Socket } from 'node:net';
import { problemText, titleOf } from '../reply/problem.ts';
import type { Problem } from '../reply/problem.ts';

const problems: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'HEADERS_TOO_LARGE',
    detail: 'The headers of the request are too large; send less in them',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: 'BODY_TOO_LARGE',
    detail: 'The chunk extensions of the request are too large; send none',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'REQUEST_TIMEOUT',
    detail: 'The request did not arrive in time; send it faster',
  },
};
const malformed: Problem = {
  status: 400,
  code: 'BAD_REQUEST',
  detail: 'The request is not HTTP that can be read',
};

/** Answers what is no readable request, and closes: nobody knows where the next one would begin. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket, mayWrite: boolean): void {
  if (!mayWrite || !socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const problem = problems[error.code ?? ''] ?? malformed;
  const body = problemText(undefined, problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${titleOf(problem.status)}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'x-content-type-options: nosniff',
    'cache-control: no-store',
    'connection: close',
  ];
  // What the client still sends is not read: it would be answered for ever.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
