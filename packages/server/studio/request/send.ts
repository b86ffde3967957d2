import type { JsonValue } from '@toolwright/core';
import type { BuiltRequest } from './build-request.ts';
import { eventReader } from './event-reader.ts';
import type { ServerEvent } from './event-reader.ts';

/** What came back for a request. */
export interface Answer {
  readonly status: number;
  readonly elapsedMs: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON where it is some, else text. */
  readonly body: JsonValue;
}

/** How a request is sent. */
export interface SendOptions {
  readonly signal: AbortSignal;
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** Lets the page do what else there is to do: a fast stream would leave it no time. */
  readonly rest: () => Promise<void>;
  /** Takes the events of an answer that comes piece by piece, but for the last: that one is the answer's body. */
  readonly onEvent?: (event: string, data: JsonValue) => void;
}

/** Sends a request and reads its answer to the end. Rejects when there is none, and when it is aborted. */
export async function send(request: BuiltRequest, options: SendOptions): Promise<Answer> {
  const { signal, now } = options;
  const startedAt = now();
  const { url, ...init } = request;
  const response = await fetch(url, { ...init, signal, credentials: 'omit', cache: 'no-store' });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const body = isStream ? await readEvents(response, options) : parsed(await response.text());
  return {
    status: response.status,
    elapsedMs: now() - startedAt,
    headers: Object.fromEntries(response.headers),
    body,
  };
}

async function readEvents(response: Response, { onEvent, rest }: SendOptions): Promise<JsonValue> {
  const read = eventReader();
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let result: JsonValue = null;
  const take = ({ event, data }: ServerEvent): void => {
    if (event === 'result') result = parsed(data);
    else onEvent?.(event, parsed(data));
  };
  for (let step = await reader?.read(); step !== undefined && !step.done; step = await reader?.read()) {
    for (const event of read(decoder.decode(step.value, { stream: true }))) take(event);
    await rest();
  }
  if (result === null) throw new TypeError('The stream ended before its result');
  return result;
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
