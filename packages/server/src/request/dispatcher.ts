import { toFailure } from '@toolwright/core';
import type { Awaitable, Logger } from '@toolwright/core';
import { problemOf } from '../reply/result-reply.ts';
import type { Problem } from '../reply/problem.ts';
import { emptyReply } from '../reply/reply.ts';
import type { Reply } from '../reply/reply.ts';
import type { Route } from '../routing/route.ts';
import type { Found, Router } from '../routing/router.ts';
import { credentialsMissing, refusedCredentials } from '../security/authenticate.ts';
import type { Authenticate } from '../security/authenticate.ts';
import type { HostGuard } from '../security/host-guard.ts';
import { parseTarget } from './request-target.ts';
import type { OpenRequest } from './server-request.ts';
import { readTimeout } from './timeout-header.ts';

/** What the way of a request is made of. */
export interface DispatcherParts {
  readonly router: Router;
  readonly guard: HostGuard;
  readonly authenticate: Authenticate | undefined;
  readonly publicPaths: ReadonlySet<string>;
  readonly sharedOrigins: ReadonlySet<string>;
  /** The answer to a browser that asks before it sends, by the methods that are served. */
  readonly preflight: (allow: readonly string[]) => Reply;
  readonly now: () => number;
  readonly logger: Logger;
}

/** Brings a request to its route: guards, router, caller, handler. The same for every transport. */
export class Dispatcher {
  readonly #parts: DispatcherParts;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** May reject; {@link failed} makes the reply of what it rejects with. */
  answer(request: OpenRequest): Awaitable<Reply> {
    const refused = this.#open(request);
    if (refused !== undefined) return request.refuse(refused);
    const found = this.#parts.router.find(request.method, request.path);
    if (found?.kind !== 'route') return this.#noRoute(request, found);
    const { route, params } = found;
    if (params !== undefined) request.params = params;
    if (route.access === 'probe' || this.#parts.authenticate === undefined) return route.handle(request);
    return this.#authenticated(request, route, this.#parts.authenticate);
  }

  /** The reply for what went wrong unexpectedly; what it was goes to the log. */
  failed(request: OpenRequest, error: unknown): Reply {
    const failure = toFailure(error);
    if (failure.type === 'internal_error') {
      const { method, path, id } = request;
      this.#parts.logger.error('A request failed unexpectedly', { method, path, requestId: id, error });
    }
    const { members, ...problem } = problemOf(
      failure,
      { callId: '', tool: '', version: '' },
      this.#parts.now,
    );
    const { callId: _call, tool: _tool, ...said } = members ?? {};
    return request.refuse({ ...problem, members: said });
  }

  /** Reads what stands before the body, and refuses what is not meant for this server. */
  #open(request: OpenRequest): Problem | undefined {
    const { transport } = request;
    const target = parseTarget(transport.target);
    if (target === undefined || transport.ambiguous) return badRequest(target === undefined);
    request.path = target.path;
    request.query = target.query;
    const { headers } = transport;
    const authority = target.authority ?? headers['host'];
    const { guard, sharedOrigins } = this.#parts;
    const foreign = guard.host(authority);
    if (foreign !== undefined) return foreign;
    const { origin } = headers;
    if (origin !== undefined) {
      const refused = guard.origin(origin, authority);
      if (refused !== undefined) return refused;
      if (sharedOrigins.has(origin)) request.sharedWith = origin;
    }
    const timeout = headers['x-request-timeout-ms'];
    if (timeout === undefined) return undefined;
    const read = readTimeout(timeout);
    if (typeof read !== 'number') return read;
    request.timeoutMs = read;
    return undefined;
  }

  #noRoute(request: OpenRequest, found: Exclude<Found, { kind: 'route' }> | undefined): Reply {
    const { method, path } = request;
    if (found === undefined) {
      const detail = `There is nothing at ${JSON.stringify(path.slice(0, 200))}; GET /tools says what there is`;
      return request.refuse({ status: 404, code: 'NOT_FOUND', detail });
    }
    if (found.kind === 'malformed') return request.refuse(badRequest(true));
    if (method === 'OPTIONS') return this.#options(request, found.allow);
    const allow = found.allow.join(', ');
    const detail = `${JSON.stringify(method.slice(0, 20))} is not served here; ${allow} is`;
    return request.refuse({ status: 405, code: 'METHOD_NOT_ALLOWED', detail, headers: ['allow', allow] });
  }

  #options(request: OpenRequest, allow: readonly string[]): Reply {
    const asks = request.headers['access-control-request-method'] !== undefined;
    if (asks && request.sharedWith !== undefined) return this.#parts.preflight(allow);
    return emptyReply(204, ['allow', [...allow, 'OPTIONS'].join(', ')]);
  }

  async #authenticated(request: OpenRequest, route: Route, authenticate: Authenticate): Promise<Reply> {
    try {
      request.principal = await authenticate(request);
    } catch (error) {
      return request.refuse(refusedCredentials(error, route.challenge));
    }
    const isOpen = route.access === 'anyone' || this.#parts.publicPaths.has(request.path);
    if (request.principal === undefined && !isOpen)
      return request.refuse(credentialsMissing(route.challenge));
    return route.handle(request);
  }
}

function badRequest(inTarget: boolean): Problem {
  const detail = inTarget
    ? 'The path of the request cannot be read; encode it as RFC 3986 says'
    : 'A header that may stand once stands more than once';
  return { status: 400, code: 'BAD_REQUEST', detail };
}
