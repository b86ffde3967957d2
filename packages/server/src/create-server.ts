import type { RequestListener } from 'node:http';
import { consoleLogger, invalidOption, systemClock, systemRandom } from '@toolwright/core';
import type { Clock } from '@toolwright/core';
import { NodeHost } from './host/node-host.ts';
import { ListeningHost } from './host/listening-host.ts';
import type { ListenOptions, ServerAddress } from './host/listening-host.ts';
import { stopOnSignals } from './host/stop-on-signals.ts';
import type { SignalStop } from './host/stop-on-signals.ts';
import { Dispatcher } from './request/dispatcher.ts';
import { mcpRoutes } from './mcp/mcp-route.ts';
import { openApiRoute } from './openapi/openapi-route.ts';
import { routeOperations } from './openapi/route-operations.ts';
import { RequestState } from './questions/request-state.ts';
import { peerAddresses } from './request/peer-address.ts';
import { requestIds } from './request/request-id.ts';
import { batchRoute } from './rest/batch-route.ts';
import { probeRoutes } from './rest/probes.ts';
import { groupsByTool } from './rest/tool-groups.ts';
import { toolRoutes } from './rest/tool-routes.ts';
import type { Route } from './routing/route.ts';
import { Router } from './routing/router.ts';
import { preflight } from './security/cors.ts';
import { hostGuard } from './security/host-guard.ts';
import { checkedLimits } from './server-limits.ts';
import type { ServerLimits, ServerOptions } from './server-options.ts';
import { studioRoutes } from './studio/studio-routes.ts';
import { WebHost } from './web/web-host.ts';

/** A toolbox that is served over HTTP. */
export interface ToolServer {
  /** Answers a web-standard request: for runtimes that bring their own server, and for tests. Never rejects. */
  fetch(request: Request, from?: { readonly address?: string }): Promise<Response>;
  /** Answers requests of a Node HTTP server that the program made itself; that server's limits are the program's. */
  readonly listener: RequestListener;
  /** Listens. Rejects when the address cannot be had, or when the server listens already or has been closed. */
  listen(options?: ListenOptions): Promise<ServerAddress>;
  /** Where the server listens; `undefined` when it does not. */
  readonly address: ServerAddress | undefined;
  /** Whether `/ready` may say so: from the start until {@link ToolServer.close} or {@link ToolServer.unready}. */
  readonly accepting: boolean;
  /** Lets `/ready` answer 503 from now on; everything else is served as before. */
  unready(): void;
  /**
   * Takes no new connections, lets requests under way end, then closes what is left. Resolves to the number of requests
   * that were cut off: 0 when all have been answered. Twice is once. Never rejects.
   */
  close(options?: CloseOptions): Promise<number>;
  /**
   * On the first of the signals: not ready, close, stop the toolbox, and exit: with 0 when nothing was cut off, else 1.
   * A second signal exits at once. Returns what takes the handlers away again.
   */
  stopOn(signals?: readonly NodeJS.Signals[], options?: SignalStop): () => void;
}

/** How a server closes. */
export interface CloseOptions {
  /** How long requests under way may take to end. @default 10_000 */
  readonly drainMs?: number;
}

/**
 * Makes a server for a toolbox: REST, probes, and whatever `routes` add, behind one set of guards and limits.
 *
 * @throws `INVALID_OPTIONS` for an option out of its range, and for two routes at one place.
 */
export function createServer(options: ServerOptions): ToolServer {
  const { clock = systemClock, random = systemRandom, logger = consoleLogger } = options;
  const limits = checkedLimits(options.limits);
  const state = { accepting: true };
  const closing = new AbortController();
  const origins = options.cors?.origins ?? [];
  const dispatcher = new Dispatcher({
    router: routerOf(
      routesOf(options, { limits, clock, accepting: () => state.accepting, closing: closing.signal }),
    ),
    guard: hostGuard({ allowedHosts: options.allowedHosts ?? [], origins }),
    authenticate: options.authenticate,
    publicPaths: new Set(options.publicPaths),
    sharedOrigins: new Set(origins),
    preflight: preflight(options.cors),
    now: () => clock.now(),
    logger,
  });
  const parts = {
    dispatcher,
    requestId: requestIds(random),
    request: { limits, addressOf: peerAddresses(options.trustedProxies ?? []) },
    compressAbove: limits.compressAbove,
    onAnswered: options.onAnswered,
    stall: { clock, stalledMs: limits.stalledMs },
  };
  const host = new ListeningHost(new NodeHost(parts), { limits, clock, logger });
  return serverOf(options, { host, web: new WebHost(parts), state, closing, clock });
}

interface ServerParts {
  readonly host: ListeningHost;
  readonly web: WebHost;
  readonly state: { accepting: boolean };
  readonly closing: AbortController;
  readonly clock: Clock;
}

function serverOf({ toolbox }: ServerOptions, { host, web, state, closing, clock }: ServerParts): ToolServer {
  const server: ToolServer = {
    fetch: (request, from) => web.fetch(request, from?.address),
    listener: host.listener,
    listen: (listen) => host.listen(listen),
    get address() {
      return host.address;
    },
    get accepting() {
      return state.accepting;
    },
    unready() {
      state.accepting = false;
    },
    close(close) {
      state.accepting = false;
      closing.abort();
      return host.close(close?.drainMs);
    },
    stopOn: (signals, stop) => stopOnSignals(server, toolbox, { ...stop, clock, signals }),
  };
  return server;
}

function routesOf(
  options: ServerOptions,
  parts: {
    readonly limits: ServerLimits;
    readonly clock: Clock;
    readonly accepting: () => boolean;
    readonly closing: AbortSignal;
  },
): readonly Route[] {
  const { toolbox, metrics, ready, routes = [], info = {}, servers = [{ url: '/' }] } = options;
  const { limits, clock, accepting, closing } = parts;
  const { logger = consoleLogger } = options;
  const stream = { clock, heartbeatMs: limits.heartbeatMs };
  const state = new RequestState(options.questions ?? {}, clock);
  const tools = toolbox.describe();
  const groups = groupsByTool(options.groups ?? [], tools);
  const authenticated = options.authenticate !== undefined;
  return [
    ...probeRoutes({ clock, serving: () => toolbox.serving && accepting(), ready, metrics }),
    ...toolRoutes({ toolbox, tools, groups, now: () => clock.now(), stream, state }),
    batchRoute({
      toolbox,
      limits: { calls: limits.batchCalls, concurrency: limits.batchConcurrency },
      state,
    }),
    openApiRoute(tools, { info, servers, groups, authenticated, routes: routeOperations(routes) }),
    ...studioRoutes(options.studio),
    ...(options.mcp === undefined
      ? []
      : mcpRoutes(options.mcp, { toolbox, authenticated, stream, logger, closing, state })),
    ...routes,
  ];
}

function routerOf(routes: readonly Route[]): Router {
  const router = new Router();
  for (const route of routes) {
    if (typeof route.handle !== 'function') throw invalidOption('routes', 'routes with a handle', route.path);
    router.add(route);
  }
  return router;
}
