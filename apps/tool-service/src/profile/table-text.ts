import { setImmediate as nextTurn } from 'node:timers/promises';
import { ToolError } from '@toolwright/core';

/** A table on its way: pieces of its text, and how many bytes there will be where that is known. */
export interface TableText {
  readonly totalBytes?: number;
  readonly pieces: AsyncIterable<string>;
}

const pieceLength = 65_536;

/** The text that the caller gave, in pieces, so that others have a turn in between. */
export function givenText(text: string): TableText {
  return { totalBytes: Buffer.byteLength(text), pieces: inPieces(text) };
}

async function* inPieces(text: string): AsyncGenerator<string, void, void> {
  for (let from = 0; from < text.length; from += pieceLength) {
    yield text.slice(from, from + pieceLength);
    await nextTurn();
  }
}

/**
 * Fetches a table, piece by piece as it is read. Only from hosts that the operator trusts: an address that callers
 * choose would let them reach whatever the service can reach.
 */
export async function fetchedText(
  address: string,
  trusted: readonly string[],
  signal: AbortSignal,
): Promise<TableText> {
  const url = new URL(address);
  if (!trusted.includes(url.host)) {
    const known = trusted.length === 0 ? 'TABLE_HOSTS names none' : `it is none of ${trusted.join(', ')}`;
    const message = `url: tables are not fetched from ${url.host.slice(0, 100)}: ${known}`;
    throw new ToolError('INVALID_INPUT', message, { details: { issues: [{ path: 'url', message }] } });
  }
  const response = await answered(url, signal);
  const length = Number(response.headers.get('content-length') ?? NaN);
  const isPlain = response.headers.get('content-encoding') === null;
  const pieces = decoded(response, signal);
  return Number.isFinite(length) && isPlain ? { totalBytes: length, pieces } : { pieces };
}

async function answered(url: URL, signal: AbortSignal): Promise<Response> {
  try {
    const response = await fetch(url, { signal, redirect: 'error' });
    if (response.ok) return response;
    await response.body?.cancel();
    throw new ToolError('NETWORK_ERROR', `${url.host} answered with status ${response.status}`);
  } catch (error) {
    throw brokenOff(error, signal);
  }
}

async function* decoded(response: Response, signal: AbortSignal): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  try {
    for await (const part of response.body ?? []) yield decoder.decode(part, { stream: true });
  } catch (error) {
    throw brokenOff(error, signal);
  }
  yield decoder.decode();
}

function brokenOff(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof ToolError) return error;
  return new ToolError('NETWORK_ERROR', 'The table could not be fetched to its end', { cause: error });
}
