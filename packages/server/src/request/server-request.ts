import type { CallerSignal, CallOptions, Peer, Principal } from '@toolwright/core';
import { problemReply } from '../reply/problem.ts';
import type { Problem } from '../reply/problem.ts';
import type { Reply } from '../reply/reply.ts';
import { readJson } from './read-json.ts';
import type { BodyLimits, ParsedBody } from './read-json.ts';
import type { Transport } from './transport.ts';

/** A request as a route sees it, whatever carried it. */
export interface ServerRequest {
  /** The client's `x-request-id` when it is usable, else made here. Every answer carries it. */
  readonly id: string;
  readonly method: string;
  /** As written: nothing is decoded. */
  readonly path: string;
  /** As written, without the question mark. */
  readonly query: string;
  /** What stood in the places of the route's `{names}`, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Who asks, as `authenticate` says. */
  readonly principal: Principal | undefined;
  /** The client's address; from `x-forwarded-for` only when a listed trusted proxy says it. */
  readonly address: string | undefined;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  /** The longest wait that the client asks for with `x-request-timeout-ms`. */
  readonly timeoutMs: number | undefined;
  /** Reads the body as JSON, within the limits. Never rejects; can be asked once. */
  json(): Promise<ParsedBody>;
  /** What a call made for this request should know of it: principal, peer, headers, signal and deadline. */
  callOptions(): CallOptions;
  /** The reply for a problem with this request. */
  refuse(problem: Problem): Reply;
}

/** What every request shares. */
export interface RequestSettings {
  readonly limits: BodyLimits;
  readonly addressOf: (transport: Transport) => string | undefined;
}

/** A request on its way through the server: guards and router fill in what they find. */
export class OpenRequest implements ServerRequest {
  readonly id: string;
  readonly method: string;
  readonly transport: Transport;
  path = '';
  query = '';
  params: Readonly<Record<string, string>> = noParams;
  principal: Principal | undefined = undefined;
  timeoutMs: number | undefined = undefined;
  /** The origin that may read the answer across origins. */
  sharedWith: string | undefined = undefined;
  readonly #settings: RequestSettings;

  constructor(id: string, transport: Transport, settings: RequestSettings) {
    this.id = id;
    this.method = transport.method;
    this.transport = transport;
    this.#settings = settings;
  }

  get headers(): Readonly<Record<string, string>> {
    return this.transport.headers;
  }

  get address(): string | undefined {
    return this.#settings.addressOf(this.transport);
  }

  get signal(): AbortSignal {
    return this.transport.signal;
  }

  json(): Promise<ParsedBody> {
    return readJson(this.transport, this.#settings.limits);
  }

  callOptions(): CallOptions {
    return new RequestCallOptions(this);
  }

  refuse(problem: Problem): Reply {
    return problemReply(this.id, problem);
  }
}

const noParams: Readonly<Record<string, string>> = Object.freeze({});

/**
 * What a call should know of its request. A class, and so its peer: V8 comes to allocate a literal that once outlived a
 * burst among old objects, where it and the headers that it holds are garbage for long.
 */
class RequestCallOptions implements CallOptions {
  readonly principal: Principal | undefined;
  readonly peer: Peer | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly caller: CallerSignal;
  readonly timeoutMs: number | undefined;

  constructor({ principal, address, transport, timeoutMs }: OpenRequest) {
    this.principal = principal;
    this.peer = address === undefined ? undefined : new RequestPeer(address);
    this.headers = transport.headers;
    this.caller = transport.caller;
    this.timeoutMs = timeoutMs;
  }
}

class RequestPeer implements Peer {
  readonly address: string;

  constructor(address: string) {
    this.address = address;
  }
}
