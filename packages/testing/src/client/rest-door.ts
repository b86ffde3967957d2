import { invalidOption, ToolError } from '@toolwright/core';
import type {
  CallOptions,
  ErrorType,
  JsonObject,
  ResultMetadata,
  StreamItem,
  ToolDescription,
  ToolResult,
} from '@toolwright/core';
import type { Door } from './door.ts';

/** How a REST door reaches the service. */
export interface RestDoorOptions {
  /** Where the service is: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The credentials of a call's principal and tenant, as headers: the service decides who that is. */
  readonly credentialsOf?: (options: CallOptions) => Readonly<Record<string, string>>;
  /** @default the global one */
  readonly fetch?: typeof globalThis.fetch;
}

/** What a problem of the service has beside the members of RFC 9457. */
interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errorType?: ErrorType;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
  readonly details?: JsonObject;
  readonly callId?: string;
}

/**
 * The door over REST to a service of `@toolwright/server`: calls are `POST /tools/{name}`, streams are NDJSON. What a
 * caller may say crosses as headers: the deadline, the idempotency key, and the principal through `credentialsOf`.
 * `peer` and `values` cannot cross, and are left out.
 *
 * @throws `INVALID_OPTIONS` for a `url` that is none.
 */
export function restDoor(options: RestDoorOptions): Door {
  if (!URL.canParse(options.url)) throw invalidOption('url', 'the URL of a service', options.url);
  const { fetch = globalThis.fetch } = options;
  const send = (tool: string, input: unknown, call: CallOptions, accept: string): Promise<Response> =>
    fetch(new URL(pathOf(tool, call), options.url), {
      method: 'POST',
      headers: { ...headersOf(options, call), accept, 'content-type': 'application/json' },
      body: JSON.stringify(call.answers === undefined ? (input ?? {}) : { input, answers: call.answers }),
      signal: call.signal ?? null,
    });
  return {
    name: 'REST',
    dispatch: (tool, input, call = {}) =>
      orCancelled(tool, call, async () => resultOf(tool, await send(tool, input, call, 'application/json'))),
    dispatchStream: (tool, input, call = {}) =>
      streamOf(tool, call, (left) => send(tool, input, left, 'application/x-ndjson')),
    async describe() {
      const response = await fetch(new URL('/tools', options.url), { headers: headersOf(options, {}) });
      const { tools } = (await response.json()) as { readonly tools: readonly ToolDescription[] };
      return tools;
    },
    close: () => Promise.resolve(),
  };
}

function pathOf(tool: string, { answers }: CallOptions): string {
  const place = `/tools/${encodeURIComponent(tool)}`;
  return answers === undefined ? place : `${place}/answers`;
}

function headersOf({ headers, credentialsOf }: RestDoorOptions, call: CallOptions): Record<string, string> {
  return {
    ...headers,
    ...call.headers,
    ...credentialsOf?.(call),
    ...(call.timeoutMs !== undefined && {
      'x-request-timeout-ms': String(Math.max(1, Math.ceil(call.timeoutMs))),
    }),
    ...(call.idempotencyKey !== undefined && { 'idempotency-key': call.idempotencyKey }),
  };
}

async function resultOf(tool: string, response: Response): Promise<ToolResult> {
  const body: unknown = await response.json();
  return response.ok ? (body as ToolResult) : errorResult(tool, body as Problem);
}

/** The problem as the result that it is in process. */
function errorResult(tool: string, problem: Problem): ToolResult {
  const {
    code,
    detail,
    errorType = typeOf(problem.status),
    retryable = false,
    retryAfterMs,
    details,
  } = problem;
  const error = {
    code,
    type: errorType,
    message: detail,
    retryable,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(details !== undefined && { details }),
  };
  return { status: 'error', error, metadata: metadataOf(tool, problem.callId ?? '') };
}

/** A refusal of the server's own, before there was a call, says its status only. */
function typeOf(status: number): ErrorType {
  return status >= 500 ? 'unavailable_error' : 'validation_error';
}

function metadataOf(tool: string, callId: string): ResultMetadata {
  return { callId, tool, version: '' };
}

/** Whoever leaves gets no answer over a wire; in process it is `CANCELLED`, and so it is here. */
async function orCancelled(
  tool: string,
  { signal }: CallOptions,
  work: () => Promise<ToolResult>,
): Promise<ToolResult> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted) return cancelled(tool);
    throw new ToolError('NETWORK_ERROR', `The service could not be reached for "${tool}"`, { cause: error });
  }
}

function cancelled(tool: string): ToolResult {
  const message = `The caller left before "${tool}" was done`;
  const error = { code: 'CANCELLED', type: 'cancelled_error', message, retryable: false } as const;
  return { status: 'error', error, metadata: metadataOf(tool, '') };
}

async function* streamOf(
  tool: string,
  call: CallOptions,
  open: (call: CallOptions) => Promise<Response>,
): AsyncGenerator<StreamItem, void, void> {
  const leaving = new AbortController();
  const leave = (): void => leaving.abort(call.signal?.reason);
  call.signal?.addEventListener('abort', leave, { once: true });
  try {
    if (call.signal?.aborted) leave();
    const response = await open({ ...call, signal: leaving.signal });
    if (response.ok && response.body !== null) yield* itemsOf(response.body);
    else yield { type: 'result', result: await resultOf(tool, response) };
  } catch (error) {
    if (!leaving.signal.aborted) throw error;
    yield { type: 'result', result: cancelled(tool) };
  } finally {
    call.signal?.removeEventListener('abort', leave);
    // A reader who leaves in the middle hangs up.
    leaving.abort();
  }
}

async function* itemsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamItem, void, void> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const item = JSON.parse(line) as StreamItem | { readonly type: 'heartbeat' };
      if (item.type !== 'heartbeat') yield item;
    }
  }
}
