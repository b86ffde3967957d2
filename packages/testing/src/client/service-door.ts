import { invalidOption, ToolError } from '@toolwright/core';
import type { CallOptions, ProgressUpdate, StreamItem, ToolDescription } from '@toolwright/core';
import type { Door } from './door.ts';
import { cancelledResult } from './error-result.ts';

/** How a door reaches a service. */
export interface ServiceDoorOptions {
  /** Where the service is: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The credentials of a call's principal and tenant, as headers: the service decides who that is. */
  readonly credentialsOf?: (options: CallOptions) => Readonly<Record<string, string>>;
  /** @default the global one */
  readonly fetch?: typeof globalThis.fetch;
}

/** A call on its way over a wire. */
export interface SentCall {
  readonly tool: string;
  readonly input: unknown;
  readonly options: CallOptions;
  /** Whether someone listens to what comes before the result. */
  readonly followed: boolean;
}

/** What a protocol makes of a service: how a call is sent, and what its answer says. */
export interface Wire {
  readonly name: string;
  send(call: SentCall): Promise<Response>;
  /** What the answer to a call says, the result last. */
  read(call: SentCall, response: Response): AsyncIterable<StreamItem>;
  describe(options: CallOptions): Promise<readonly ToolDescription[]>;
}

/** The URL of a path of the service; throws `INVALID_OPTIONS` where the service has none. */
export function serviceUrl({ url }: ServiceDoorOptions, path: string): URL {
  if (!URL.canParse(url)) throw invalidOption('url', 'the URL of a service', url);
  return new URL(path, url);
}

/** What a caller says in headers: who they are, how long they wait, and the key of what must happen once. */
export function callHeaders(service: ServiceDoorOptions, call: CallOptions): Record<string, string> {
  const { timeoutMs, idempotencyKey } = call;
  return {
    ...service.headers,
    ...call.headers,
    ...service.credentialsOf?.(call),
    ...(timeoutMs !== undefined && { 'x-request-timeout-ms': String(Math.max(1, Math.ceil(timeoutMs))) }),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
  };
}

/** The door over a wire. A service that does not answer is no failing call: then its methods reject with `NETWORK_ERROR`. */
export function serviceDoor(wire: Wire): Door {
  return {
    name: wire.name,
    async dispatch(tool, input, options = {}) {
      const followed = options.onProgress !== undefined;
      for await (const item of itemsOf(wire, { tool, input, options, followed }))
        if (item.type === 'result') return item.result;
      throw new ToolError('NETWORK_ERROR', `The answer of the service for "${tool}" ended without a result`);
    },
    dispatchStream: (tool, input, options = {}) => itemsOf(wire, { tool, input, options, followed: true }),
    describe: (options = {}) => wire.describe(options),
    close: () => Promise.resolve(),
  };
}

/** Whoever leaves gets no answer over a wire; in process it is `CANCELLED`, and so it is here. */
async function* itemsOf(wire: Wire, call: SentCall): AsyncGenerator<StreamItem, void, void> {
  const { tool, options } = call;
  const leaving = new AbortController();
  const leave = (): void => leaving.abort(options.signal?.reason);
  options.signal?.addEventListener('abort', leave, { once: true });
  try {
    if (options.signal?.aborted) leave();
    const sent = { ...call, options: { ...options, signal: leaving.signal } };
    for await (const item of wire.read(sent, await wire.send(sent))) {
      if (item.type === 'progress') options.onProgress?.(progressOf(item));
      yield item;
    }
  } catch (error) {
    if (!leaving.signal.aborted)
      throw new ToolError('NETWORK_ERROR', `The service could not be reached for "${tool}"`, {
        cause: error,
      });
    yield { type: 'result', result: cancelledResult(tool) };
  } finally {
    options.signal?.removeEventListener('abort', leave);
    // A reader who leaves in the middle hangs up.
    leaving.abort();
  }
}

/** What a listener hears of a progress item. */
export function progressOf({ completed, total, message }: ProgressUpdate): ProgressUpdate {
  return { completed, ...(total !== undefined && { total }), ...(message !== undefined && { message }) };
}
