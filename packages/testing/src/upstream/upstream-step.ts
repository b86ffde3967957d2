import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { JsonValue } from '@toolwright/core';
import { realDelay } from '../real-time.ts';

/** What the upstream does with one request. */
export interface UpstreamStep {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, with its content type. */
  readonly json?: JsonValue;
  /** Sent as it is; several texts in several pieces. */
  readonly body?: string | readonly string[];
  /** How long the answer takes to begin; at least 0. @default 0 */
  readonly delayMs?: number;
  /** How long each further piece of the body takes; at least 0. @default 0 */
  readonly betweenMs?: number;
  /** Instead of an answer: nothing ever, a reset connection, or the head and half a body before a reset. */
  readonly failure?: 'hang' | 'reset' | 'cut';
}

/** Does what the step says; leaves early when the client does. Resolves when there is nothing left to do. */
export async function playStep(step: UpstreamStep, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  try {
    if (step.failure === 'hang') await once(response, 'close');
    await realDelay(step.delayMs ?? 0, gone.signal);
    if (step.failure === 'reset') reset(response);
    else if (step.failure !== 'hang') await answer(step, response, gone.signal);
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  }
}

async function answer(step: UpstreamStep, response: ServerResponse, gone: AbortSignal): Promise<void> {
  const pieces = piecesOf(step);
  const length = Buffer.byteLength(pieces.join(''));
  response.writeHead(step.status ?? 200, {
    ...(step.json !== undefined && { 'content-type': 'application/json' }),
    ...(step.failure === 'cut' && { 'content-length': length + 1 }),
    ...step.headers,
  });
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await realDelay(step.betweenMs ?? 0, gone);
    response.write(piece);
  }
  if (step.failure !== 'cut') response.end();
  // What was written is to be on its way before the connection breaks.
  else response.write('', () => reset(response));
}

function piecesOf({ json, body = [] }: UpstreamStep): readonly string[] {
  if (json !== undefined) return [JSON.stringify(json)];
  return typeof body === 'string' ? [body] : body;
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}
