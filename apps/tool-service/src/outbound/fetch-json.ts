import { parseRetryAfter, ToolError } from '@toolwright/core';
import type { Clock, Telemetry } from '@toolwright/core';
import { readBounded } from './read-bounded.ts';

/** What is asked of whom. */
export interface JsonRequest {
  readonly url: URL;
  /** How messages name the service. */
  readonly who: string;
  /** Ends the request and the reading of its answer. */
  readonly signal: AbortSignal;
  /** Turns a date in `Retry-After` into a wait. */
  readonly clock: Clock;
  /** Writes the headers that carry the trace. */
  readonly telemetry: Pick<Telemetry, 'inject'>;
}

const maxBytes = 1_048_576;

/**
 * Gets JSON. Redirects are not followed: the configuration names the service.
 *
 * Rejects with the signal's reason when it aborts; `NETWORK_ERROR` for no connection, a broken answer or a status of
 * 500 and above; `SERVICE_UNAVAILABLE` for 429 and 503, with the service's own `Retry-After`; `EXECUTION_FAILED` for
 * another status.
 */
export async function fetchJson(request: JsonRequest): Promise<unknown> {
  const { url, who, signal } = request;
  const headers = { accept: 'application/json' };
  request.telemetry.inject(headers);
  try {
    const response = await fetch(url, { signal, redirect: 'error', headers });
    const text = await readBounded(response, maxBytes, who);
    if (!response.ok) throw refusal(response, text, request);
    return parsed(text, who);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ToolError) throw error;
    throw new ToolError('NETWORK_ERROR', `${who} cannot be reached: ${reasonOf(error)}`, { cause: error });
  }
}

function refusal(response: Response, text: string, { who, clock }: JsonRequest): ToolError {
  const { status, headers } = response;
  const details = { upstreamStatus: status };
  if (status === 429 || status === 503) {
    const retryAfterMs = parseRetryAfter(headers.get('retry-after') ?? '', clock.now());
    const message = status === 429 ? `${who} is asked too often` : `${who} is not available`;
    return new ToolError('SERVICE_UNAVAILABLE', message, { details, retryAfterMs });
  }
  if (status >= 500)
    return new ToolError('NETWORK_ERROR', `${who} failed with status ${status}`, { details });
  const reason = text.slice(0, 200);
  return new ToolError('EXECUTION_FAILED', `${who} refused the request (${status}): ${reason}`, { details });
}

function parsed(text: string, who: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ToolError('NETWORK_ERROR', `${who} answered something that is no JSON`, { cause });
  }
}

/** What `fetch` says is "fetch failed": its cause has the code. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return 'the connection broke';
}
