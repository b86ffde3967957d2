import type { ServerResponse } from 'node:http';
import type { Clock } from '@toolwright/core';
import type { FinishedReply } from '../reply/finish-reply.ts';
import type { ReplyWriter } from '../reply/reply.ts';
import { NodeSink } from './node-sink.ts';

/** How long a client may take nothing of a stream. */
export interface StallLimit {
  readonly clock: Clock;
  readonly stalledMs: number;
}

/** Writes a reply whose body is known: one head, one body, one write. */
export function writeWhole(response: ServerResponse, { status, headers, body }: FinishedReply): void {
  if (response.destroyed) return;
  if (body === undefined) {
    if (status !== 204) headers.push('content-length', '0');
    response.writeHead(status, headers).end();
    return;
  }
  const text = body as string | Uint8Array;
  const bytes = Buffer.byteLength(text);
  headers.push('content-length', String(bytes));
  response.writeHead(status, headers);
  if (typeof text !== 'string') response.end(text);
  // As many bytes as characters: ASCII, the same in both encodings, and Node writes the narrow one for half the work.
  else response.end(text, bytes === text.length ? 'latin1' : 'utf8');
}

/** Writes a reply piece by piece, as fast as the client takes it. Never rejects. */
export async function writeStream(
  response: ServerResponse,
  { status, headers, body }: FinishedReply,
  limit: StallLimit,
): Promise<void> {
  response.on('error', ignore);
  if (!response.destroyed) response.writeHead(status, headers).flushHeaders();
  const sink = new NodeSink(response, limit);
  try {
    await (body as ReplyWriter)(sink);
    if (!response.destroyed) response.end();
  } catch {
    // The status has been sent: cutting the answer off is the only way left to say that it is not whole.
    response.destroy();
  } finally {
    sink.close();
  }
}

function ignore(): void {}
