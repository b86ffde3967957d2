import type { AnyToolbox, Awaitable, Clock, Logger, Random } from '@toolwright/core';
import type { McpOptions } from './mcp/mcp-options.ts';
import type { ServiceAddress, ServiceInfo } from './openapi/openapi-document.ts';
import type { QuestionOptions } from './questions/question-options.ts';
import type { OnAnswered } from './request/answered-request.ts';
import type { ToolGroup } from './rest/tool-place.ts';
import type { Route } from './routing/route.ts';
import type { Authenticate } from './security/authenticate.ts';
import type { CorsOptions } from './security/cors.ts';
import type { StudioOptions } from './studio/studio-options.ts';

/** What a server serves, and how. Only the toolbox must be given. */
export interface ServerOptions {
  readonly toolbox: AnyToolbox;
  /** Says who asks. Without it everybody may call what needs no permissions. */
  readonly authenticate?: Authenticate;
  /** Paths beside `/health` and `/ready` that need no credentials, each exactly: `/tools`. */
  readonly publicPaths?: readonly string[];
  /**
   * Names under which the server is reached, without a port. `localhost` and plain addresses always are: they cannot
   * be rebound. `any` switches the check off, for a proxy that has made it.
   */
  readonly allowedHosts?: readonly string[] | 'any';
  /** Which pages of other origins may read answers. @default none */
  readonly cors?: CorsOptions;
  /** Addresses and networks (`10.0.0.0/8`) of proxies whose `x-forwarded-for` is believed. @default none */
  readonly trustedProxies?: readonly string[];
  readonly limits?: Partial<ServerLimits>;
  /** The text of `/metrics`; without it there is none. */
  readonly metrics?: () => Awaitable<string>;
  /** What else must be so for `/ready`, beside a toolbox that serves. */
  readonly ready?: () => Awaitable<boolean>;
  /** What `/openapi.json` says of the service. */
  readonly info?: ServiceInfo;
  /** Where the service is reached, for `/openapi.json`. @default where the document is */
  readonly servers?: readonly ServiceAddress[];
  /** Tools that share the beginning of their addresses and their tags. */
  readonly groups?: readonly ToolGroup[];
  /** A page for people to try the tools on. @default none */
  readonly studio?: StudioOptions;
  /** Serves the tools over the Model Context Protocol too; without it they are not. */
  readonly mcp?: McpOptions;
  /** How calls that ask a person go on. */
  readonly questions?: QuestionOptions;
  /** What else is served: answered behind the same guards, limits and authentication. */
  readonly routes?: readonly Route[];
  /** Hears of every answered request, for an access log. Nobody listening costs nothing. */
  readonly onAnswered?: OnAnswered;
  /** @default systemClock */
  readonly clock?: Clock;
  /** @default systemRandom */
  readonly random?: Random;
  /** Where unexpected failures go. @default consoleLogger */
  readonly logger?: Logger;
}

/** The bounds of everything that comes in or goes out. */
export interface ServerLimits {
  /** Bytes of a body. @default 1_048_576 */
  readonly bodyBytes: number;
  /** Levels of arrays and objects in a body. @default 64 */
  readonly jsonDepth: number;
  /** Bytes of the request line and headers. @default 16_384 */
  readonly headerBytes: number;
  /** Until a TLS connection is agreed on; what has not been by then is closed. @default 5_000 */
  readonly handshakeMs: number;
  /** Until the headers have arrived. @default 10_000 */
  readonly headersMs: number;
  /** Until the whole request has arrived. @default 30_000 */
  readonly requestMs: number;
  /** How long a connection may rest between requests; longer than a load balancer's own limit. @default 65_000 */
  readonly keepAliveMs: number;
  /** Connections at a time; more are closed at once. @default 10_000 */
  readonly connections: number;
  /** Calls in one batch. @default 50 */
  readonly batchCalls: number;
  /** Calls of one batch at a time. @default 5 */
  readonly batchConcurrency: number;
  /** Answers of more characters are compressed. @default 2_048 */
  readonly compressAbove: number;
  /** The longest silence of a stream before a sign of life. @default 30_000 */
  readonly heartbeatMs: number;
  /** How long the reader of a stream may take nothing. @default 60_000 */
  readonly stalledMs: number;
}
