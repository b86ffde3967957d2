// @toolwright/server
// index.d.ts
export { createServer } from './create-server.ts';
export type { CloseOptions, ToolServer } from './create-server.ts';
export type { ServerLimits, ServerOptions } from './server-options.ts';
export type { ListenOptions, ServerAddress } from './host/listening-host.ts';
export type { TlsOptions } from './host/node-host.ts';
export type { SignalStop } from './host/stop-on-signals.ts';
export { staticCredentials } from './security/static-credentials.ts';
export type { StaticCredential } from './security/static-credentials.ts';
export type { Authenticate } from './security/authenticate.ts';
export type { CorsOptions } from './security/cors.ts';
export type { ServiceAddress, ServiceInfo } from './openapi/openapi-document.ts';
export type { ToolGroup } from './rest/tool-place.ts';
export type { StudioAuthentication, StudioEnvironment, StudioOptions } from './studio/studio-options.ts';
export type { ContentBlock, McpOptions, McpToolOptions } from './mcp/mcp-options.ts';
export type { Route } from './routing/route.ts';
export type { AnsweredRequest, OnAnswered } from './request/answered-request.ts';
export type { ServerRequest } from './request/server-request.ts';
export type { BodyLimits, ParsedBody } from './request/read-json.ts';
export { emptyReply, jsonReply, jsonTextReply, textReply } from './reply/reply.ts';
export type { Reply, ReplySink, ReplyWriter } from './reply/reply.ts';
export { problemReply } from './reply/problem.ts';
export type { Problem } from './reply/problem.ts';

// create-server.d.ts
import type { RequestListener } from 'node:http';
import type { ListenOptions, ServerAddress } from './host/listening-host.ts';
import type { SignalStop } from './host/stop-on-signals.ts';
import type { ServerOptions } from './server-options.ts';
/** A toolbox that is served over HTTP. */
export interface ToolServer {
    /** Answers a web-standard request: for runtimes that bring their own server, and for tests. Never rejects. */
    fetch(request: Request, from?: {
        readonly address?: string;
    }): Promise<Response>;
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
export declare function createServer(options: ServerOptions): ToolServer;

// host/connection.d.ts
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { CallerSignal } from '@toolwright/core';
/**
 * One connection: how many of its requests are under way, and who hears that its client goes. To calls it is their
 * caller's signal, which costs a call no listener of an `AbortSignal`, and is made into one only for who reads it.
 */
export declare class Connection implements CallerSignal {
    #private;
    readonly socket: Socket;
    /** Requests whose answer has not been handed over yet. */
    underWay: number;
    /** Answers that are being written. */
    answering: number;
    /** The request that came last. */
    latest: IncomingMessage | undefined;
    constructor(socket: Socket);
    /** Aborts when the client goes. Shared by all requests of the connection, so that a request costs no controller. */
    get signal(): AbortSignal;
    get aborted(): boolean;
    get reason(): unknown;
    addEventListener(_type: 'abort', listener: () => void): void;
    removeEventListener(_type: 'abort', listener: () => void): void;
    /**
     * Whether what cannot be read may be answered: it belongs to no request, or to one whose answer has not begun.
     * Otherwise the answer would be taken for that of another request.
     */
    get mayRefuse(): boolean;
    began(message: IncomingMessage): void;
    ended(): void;
    closed(): void;
}
/** The open connections of a server. */
export declare class Connections {
    #private;
    /** The connection of a message, known from its first request on. */
    of({ socket }: IncomingMessage): Connection;
    mayRefuse(socket: Socket): boolean;
    opened(socket: Socket): Connection;
    /** Closes every connection on which nothing is under way. */
    closeIdle(): void;
    /** Closes every connection; answers how many requests that cut off. */
    closeAll(): number;
}

// host/host-parts.d.ts
import type { OnAnswered } from '../request/answered-request.ts';
import type { Dispatcher } from '../request/dispatcher.ts';
import type { RequestSettings } from '../request/server-request.ts';
import type { StallLimit } from './write-node-reply.ts';
/** What carries requests and replies needs, whatever the transport. */
export interface HostParts {
    readonly dispatcher: Dispatcher;
    readonly requestId: (given: string | undefined) => string;
    readonly request: RequestSettings;
    readonly compressAbove: number;
    readonly onAnswered: OnAnswered | undefined;
    readonly stall: StallLimit;
}

// host/listening-host.d.ts
import type { RequestListener } from 'node:http';
import type { Clock, Logger } from '@toolwright/core';
import type { ConnectionLimits, NodeHost, TlsOptions } from './node-host.ts';
/** Where to listen. */
export interface ListenOptions {
    /** 0: any that is free. @default 3000 */
    readonly port?: number;
    /** @default '127.0.0.1': this machine alone */
    readonly host?: string;
    /** Speak TLS, and tell browsers to do so for two years. */
    readonly tls?: TlsOptions;
}
/** Where a server listens. */
export interface ServerAddress {
    readonly host: string;
    readonly port: number;
    readonly url: string;
}
interface ListeningParts {
    readonly limits: ConnectionLimits;
    readonly clock: Clock;
    readonly logger: Logger;
}
/** Listens once, and closes in order. */
export declare class ListeningHost {
    #private;
    readonly listener: RequestListener;
    constructor(host: NodeHost, { limits, clock, logger }: ListeningParts);
    get address(): ServerAddress | undefined;
    listen(options?: ListenOptions): Promise<ServerAddress>;
    /** Answers how many requests were cut off. Twice is once. */
    close(drainMs?: number): Promise<number>;
}
export {};

// host/node-host.d.ts
import type { RequestListener, Server } from 'node:http';
import { Connections } from './connection.ts';
import type { HostParts } from './host-parts.ts';
/** How long and how large what stands before a body may be, and how long a connection may rest. */
export interface ConnectionLimits {
    readonly headerBytes: number;
    readonly headersMs: number;
    readonly requestMs: number;
    readonly keepAliveMs: number;
    readonly connections: number;
}
/** Certificate and key, as PEM. */
export interface TlsOptions {
    readonly key: string | Uint8Array;
    readonly cert: string | Uint8Array;
}
/** Carries requests from Node's HTTP server to the dispatcher and replies back, and knows what is under way. */
export declare class NodeHost {
    #private;
    readonly listener: RequestListener;
    readonly connections: Connections;
    constructor(parts: HostParts);
    /** Makes the server that listens, with every limit set. */
    server(limits: ConnectionLimits, tls: TlsOptions | undefined): Server;
    /** From now on every answer ends its connection. Resolves once nothing is under way. */
    drained(): Promise<void>;
}

// host/stop-on-signals.d.ts
import type { AnyToolbox, Clock } from '@toolwright/core';
import type { CloseOptions } from '../create-server.ts';
/** How a signal stops the service. */
export interface SignalStop {
    /** How long requests, and then calls, may take to end, together. @default 10_000 */
    readonly drainMs?: number;
    /** How long requests are still taken after `/ready` says no, so that load balancers notice first. @default 0 */
    readonly unreadyMs?: number;
    /** Runs last, before the exit; the process does not wait for it longer than `drainMs`. */
    readonly onStopped?: (cutOff: number) => void | Promise<void>;
}
interface Stoppable {
    unready(): void;
    close(options?: CloseOptions): Promise<number>;
}
interface StopParts extends SignalStop {
    readonly clock: Clock;
    readonly signals: readonly NodeJS.Signals[] | undefined;
}
/** Stops server and toolbox on the first signal, exits on the second; returns what takes the handlers away. */
export declare function stopOnSignals(server: Stoppable, toolbox: AnyToolbox, parts: StopParts): () => void;
export {};

// host/write-node-reply.d.ts
import type { ServerResponse } from 'node:http';
import type { Clock } from '@toolwright/core';
import type { FinishedReply } from '../reply/finish-reply.ts';
/** How long a client may take nothing of a stream. */
export interface StallLimit {
    readonly clock: Clock;
    readonly stalledMs: number;
}
/** Writes a reply whose body is known: one head, one body, one write. */
export declare function writeWhole(response: ServerResponse, { status, headers, body }: FinishedReply): void;
/** Writes a reply piece by piece, as fast as the client takes it. Never rejects. */
export declare function writeStream(response: ServerResponse, { status, headers, body }: FinishedReply, limit: StallLimit): Promise<void>;

// mcp/mcp-options.d.ts
import type { JsonObject } from '@toolwright/core';
/** How tools are served over the Model Context Protocol. */
export interface McpOptions {
    /** What the server calls itself, for programs. */
    readonly name: string;
    /** The version of the service. */
    readonly version: string;
    /** What the server calls itself, for people. @default the name */
    readonly title?: string;
    /** How models make good use of the tools together. @default none */
    readonly instructions?: string;
    /** @default '/mcp' */
    readonly path?: string;
    /** What the protocol needs to know of single tools, by their names. */
    readonly tools?: Readonly<Record<string, McpToolOptions>>;
    /** Tools in one answer to `tools/list`, 1 to 10 000. @default 250 */
    readonly pageSize?: number;
    /** How long clients may keep the list of tools, in milliseconds from 0. @default 300_000 */
    readonly listTtlMs?: number;
    /**
     * Signs what goes through clients while a person is asked: 32 bytes at least, the same in every process that serves
     * the toolbox. @default made by the process for itself
     */
    readonly stateKey?: string | Uint8Array;
    /** How long a person may take to answer, in milliseconds from 1 000 to 86 400 000. @default 600_000 */
    readonly stateTtlMs?: number;
}
/** How one tool is served over the protocol. */
export interface McpToolOptions {
    /**
     * What the model sees of a result, in place of its JSON: text, images, sound, resources. The result itself goes along
     * only where the tool declares a schema of it.
     */
    readonly content?: (data: never) => readonly ContentBlock[];
    /** Capabilities that the client must declare, such as `{ sampling: {} }`; others are refused with -32021. */
    readonly requires?: Readonly<Record<string, JsonObject>>;
}
/** A piece of what the model sees. */
export type ContentBlock = {
    readonly type: 'text';
    readonly text: string;
}
/** `data` is Base64. */
 | {
    readonly type: 'image' | 'audio';
    readonly data: string;
    readonly mimeType: string;
} | {
    readonly type: 'resource_link';
    readonly uri: string;
    readonly name: string;
    readonly description?: string;
    readonly mimeType?: string;
} | {
    readonly type: 'resource';
    /** With `text`, or with `blob` in Base64. */
    readonly resource: {
        readonly uri: string;
        readonly mimeType?: string;
    } & ({
        readonly text: string;
    } | {
        readonly blob: string;
    });
};

// openapi/openapi-document.d.ts
import type { JsonObject, ToolDescription } from '@toolwright/core';
import type { ToolGroup } from '../rest/tool-place.ts';
/** What the document says of the service as a whole. */
export interface ServiceInfo {
    /** @default 'Tools' */
    readonly title?: string;
    /** The service's own. @default '1.0.0' */
    readonly version?: string;
    readonly description?: string;
    readonly license?: {
        readonly name: string;
        readonly url?: string;
        readonly identifier?: string;
    };
    readonly contact?: {
        readonly name?: string;
        readonly url?: string;
        readonly email?: string;
    };
}
/** Where the service is reached. */
export interface ServiceAddress {
    readonly url: string;
    readonly description?: string;
}
/** What the document is made of. */
export interface OpenApiParts {
    readonly info: ServiceInfo;
    readonly servers: readonly ServiceAddress[];
    readonly groups: ReadonlyMap<string, ToolGroup>;
    /** Whether callers must say who they are. */
    readonly authenticated: boolean;
}
/** The OpenAPI 3.1 document of these tools and of the service around them. */
export declare function openApiDocument(tools: readonly ToolDescription[], parts: OpenApiParts): JsonObject;

// reply/finish-reply.d.ts
import type { OpenRequest } from '../request/server-request.ts';
import type { Reply } from './reply.ts';
/** How answers are finished. */
export interface FinishSettings {
    /** The headers of every answer. */
    readonly base: readonly string[];
    /** Text of more characters is compressed where the client can read it. */
    readonly compressAbove: number;
}
/** A reply that is ready to be written: its headers are whole but for the length. */
export interface FinishedReply extends Reply {
    readonly headers: string[];
}
/** Adds to a reply what every answer carries: security headers, the request's id, who may read it, its encoding. */
export declare function finishReply(request: OpenRequest, reply: Reply, settings: FinishSettings): FinishedReply | Promise<FinishedReply>;

// reply/problem.d.ts
import type { JsonObject } from '@toolwright/core';
import type { Reply } from './reply.ts';
/** What went wrong with a request, for RFC 9457. */
export interface Problem {
    readonly status: number;
    /** Stable: what a program tells problems apart by. */
    readonly code: string;
    /** For the person who reads it: what happened, with which value, what to do. */
    readonly detail: string;
    /** Further members. */
    readonly members?: JsonObject;
    /** Further headers, names and values by turns. */
    readonly headers?: readonly string[];
}
/** The reply that tells of a problem: `application/problem+json`, with the request's id. */
export declare function problemReply(requestId: string | undefined, problem: Problem): Reply;
/** The problem as JSON. */
export declare function problemText(requestId: string | undefined, problem: Problem): string;
/** The phrase of a status; 499 has none of its own in the registry. */
export declare function titleOf(status: number): string;

// reply/reply.d.ts
/** Where a streaming reply writes. */
export interface ReplySink {
    /** Hands text to the client; the promise, where there is one, resolves once the client has taken enough of it. */
    write(text: string): Promise<void> | undefined;
    /** Aborts when the client goes away, or takes nothing for too long. */
    readonly signal: AbortSignal;
}
/** Writes a reply piece by piece; the reply ends when it resolves. */
export type ReplyWriter = (sink: ReplySink) => Promise<void>;
/** What goes back for a request. */
export interface Reply {
    readonly status: number;
    /** Names and values by turns, names in lower case. They take precedence over the server's own. */
    readonly headers: readonly string[];
    /** Text is compressed when it is long and the client can read it; bytes go as they are. */
    readonly body: string | Uint8Array | ReplyWriter | undefined;
}
/** A reply of JSON text. */
export declare function jsonTextReply(status: number, text: string, headers?: readonly string[]): Reply;
/** A reply of a value that JSON can say. */
export declare function jsonReply(status: number, value: unknown, headers?: readonly string[]): Reply;
/** A reply of text, of the given type. */
export declare function textReply(contentType: string, text: string, headers?: readonly string[]): Reply;
/** A reply without a body. */
export declare function emptyReply(status: number, headers?: readonly string[]): Reply;

// request/answered-request.d.ts
import type { Clock } from '@toolwright/core';
import type { OpenRequest } from './server-request.ts';
/** One request that has been answered, or whose client went away first: for access logs and metrics. */
export interface AnsweredRequest {
    readonly id: string;
    readonly method: string;
    /** As written, without the query, which may hold what is not for logs. */
    readonly path: string;
    /** What was sent; 499 when the client went away before its answer began. */
    readonly status: number;
    /** From the end of the headers to the last byte of the answer. */
    readonly durationMs: number;
    readonly address?: string | undefined;
    /** Who asked, where that is known. */
    readonly subject?: string | undefined;
}
/** Hears of answered requests. What it throws is dropped. */
export type OnAnswered = (answered: AnsweredRequest) => void;
/** Starts the watch of a request; the answered function tells how it ended. */
export declare function watched(request: OpenRequest, tell: OnAnswered, clock: Clock): (status: number) => void;

// request/dispatcher.d.ts
import type { Awaitable, Logger } from '@toolwright/core';
import type { Reply } from '../reply/reply.ts';
import type { Router } from '../routing/router.ts';
import type { Authenticate } from '../security/authenticate.ts';
import type { HostGuard } from '../security/host-guard.ts';
import type { OpenRequest } from './server-request.ts';
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
export declare class Dispatcher {
    #private;
    constructor(parts: DispatcherParts);
    /** May reject; {@link failed} makes the reply of what it rejects with. */
    answer(request: OpenRequest): Awaitable<Reply>;
    /** The reply for what went wrong unexpectedly; what it was goes to the log. */
    failed(request: OpenRequest, error: unknown): Reply;
}

// request/read-json.d.ts
import type { Problem } from '../reply/problem.ts';
import type { Transport } from './transport.ts';
/** The value of a body, or the problem with it. */
export type ParsedBody = {
    readonly ok: true;
    readonly value: unknown;
} | {
    readonly ok: false;
    readonly problem: Problem;
};
/** How large and how deep a body may be. */
export interface BodyLimits {
    readonly bodyBytes: number;
    readonly jsonDepth: number;
}
/** Reads a body of JSON; none at all is `{}`. Never rejects. */
export declare function readJson(transport: Transport, limits: BodyLimits): Promise<ParsedBody>;

// request/server-request.d.ts
import type { CallOptions, Principal } from '@toolwright/core';
import type { Problem } from '../reply/problem.ts';
import type { Reply } from '../reply/reply.ts';
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
export declare class OpenRequest implements ServerRequest {
    #private;
    readonly id: string;
    readonly method: string;
    readonly transport: Transport;
    path: string;
    query: string;
    params: Readonly<Record<string, string>>;
    principal: Principal | undefined;
    timeoutMs: number | undefined;
    /** The origin that may read the answer across origins. */
    sharedWith: string | undefined;
    constructor(id: string, transport: Transport, settings: RequestSettings);
    get headers(): Readonly<Record<string, string>>;
    get address(): string | undefined;
    get signal(): AbortSignal;
    json(): Promise<ParsedBody>;
    callOptions(): CallOptions;
    refuse(problem: Problem): Reply;
}

// request/transport.d.ts
import type { CallerSignal } from '@toolwright/core';
/** Why a body could not be read: it is larger than allowed, or the client went away in the middle. */
export type ReadFailure = 'too-large' | 'gone';
/** What the server asks of whatever carries a request: Node's HTTP server or a web-standard `Request`. */
export interface Transport {
    readonly method: string;
    /** As the client wrote it: path and query, or a whole URL. */
    readonly target: string;
    /** Lower-case names. */
    readonly headers: Readonly<Record<string, string>>;
    /** A header that may stand once stands more than once. */
    readonly ambiguous: boolean;
    /** The other end of the connection, before any proxy is believed. */
    readonly remoteAddress: string | undefined;
    /** Aborts when the client goes away. */
    readonly signal: AbortSignal;
    /** As `signal`, for calls. */
    readonly caller: CallerSignal;
    /** Reads the body, of at most `mostBytes`; `done` hears of it once. */
    read(mostBytes: number, done: (read: Uint8Array | ReadFailure) => void): void;
}

// rest/tool-place.d.ts
import type { ToolDescription, ToolHttp } from '@toolwright/core';
/** Where a tool has an address of its own. */
export interface ToolPlace {
    readonly method: NonNullable<ToolHttp['method']>;
    readonly path: string;
    readonly status: number;
    readonly tags: readonly string[];
}
/** Tools that share the beginning of their addresses, and their tags. */
export interface ToolGroup {
    /** Goes before each tool's own `http.path`: `/v1`. */
    readonly prefix: string;
    /** In OpenAPI, before the tools' own tags. */
    readonly tags?: readonly string[];
    /** Names of tools. */
    readonly tools: readonly string[];
}
/** The tool's own address, below its group's prefix; `undefined` when it has none. */
export declare function placeOf(tool: ToolDescription, group: ToolGroup | undefined): ToolPlace | undefined;
/** Whether a request of this method says its input in a body. */
export declare function takesBody(method: string): boolean;

// routing/route.d.ts
import type { Awaitable } from '@toolwright/core';
import type { Reply } from '../reply/reply.ts';
import type { ServerRequest } from '../request/server-request.ts';
/** One thing that the server answers. Host, origin and caller have been checked when it is asked. */
export interface Route {
    /** In capitals. `GET` answers `HEAD` too. */
    readonly method: string;
    /** `/mcp`, or with names for segments: `/users/{id}`. A path without names goes before one with. */
    readonly path: string;
    /**
     * Who may ask. `caller`: whoever `authenticate` knows, and anybody when the server has none. `anyone`: everybody, and
     * a caller who says who it is, is known. `probe`: everybody, and nobody is asked. @default 'caller'
     */
    readonly access?: 'caller' | 'anyone' | 'probe';
    /** Answers. What it throws becomes a problem. */
    handle(request: ServerRequest): Awaitable<Reply>;
}

// routing/router.d.ts
import type { Route } from './route.ts';
/** What a path and a method lead to. */
export type Found = {
    readonly kind: 'route';
    readonly route: Route;
    readonly params: Readonly<Record<string, string>> | undefined;
} | {
    readonly kind: 'wrong-method';
    readonly allow: readonly string[];
} | {
    readonly kind: 'malformed';
};
/** Finds routes: an exact path by one look into a map, however many there are; patterns by their segments. */
export declare class Router {
    #private;
    /** @throws `INVALID_OPTIONS` when the method has a route at this path already. */
    add(route: Route): void;
    /** `undefined`: nothing is served at this path. */
    find(method: string, path: string): Found | undefined;
}

// security/authenticate.d.ts
import type { Awaitable, Principal } from '@toolwright/core';
import type { Problem } from '../reply/problem.ts';
import type { ServerRequest } from '../request/server-request.ts';
/**
 * Says who asks. `undefined`: the request carries no credentials. Throws a `ToolError` of `UNAUTHENTICATED` for
 * credentials that are not good. Look at headers only: what stands in a URL ends up in logs.
 */
export type Authenticate = (request: ServerRequest) => Awaitable<Principal | undefined>;
/** What a 401 must carry. */
export declare const challenge: readonly string[];
/** The problem of a request without credentials. */
export declare const credentialsMissing: Problem;
/** The problem of credentials that were refused; what is none of that is thrown on. */
export declare function refusedCredentials(error: unknown): Problem;

// security/cors.d.ts
import type { Reply } from '../reply/reply.ts';
/** Which pages of other origins may read what the server answers. No credentials: the server knows no cookies. */
export interface CorsOptions {
    /** Each exactly: `https://app.example.com`. */
    readonly origins: readonly string[];
    /** Further headers that pages may send. */
    readonly headers?: readonly string[];
    /** How long a browser may remember what it was allowed, in seconds as the header has it. @default 600 */
    readonly maxAgeSeconds?: number;
}
/** The headers that let pages of one origin read an answer. */
export declare function sharingHeaders(origin: string): readonly string[];
/** Makes the answer to a browser that asks before it sends; the sharing headers come with it. */
export declare function preflight(options: CorsOptions | undefined): (allow: readonly string[]) => Reply;

// security/host-guard.d.ts
import type { Problem } from '../reply/problem.ts';
/** Which requests the server takes for its own. */
export interface HostGuardOptions {
    /** Names beside localhost and plain addresses under which the server is reached; `any` switches the check off. */
    readonly allowedHosts: readonly string[] | 'any';
    /** Origins whose pages may call the server. */
    readonly origins: readonly string[];
}
/** Refuses requests that a page of another site has made a browser send: DNS rebinding and foreign origins. */
export interface HostGuard {
    /** `undefined`: the host may be asked. */
    host(authority: string | undefined): Problem | undefined;
    /** `undefined`: pages of this origin may call a server that is reached as `authority`. */
    origin(origin: string, authority: string | undefined): Problem | undefined;
}
/** @throws `INVALID_OPTIONS` for a host that is no name and an origin that is none. */
export declare function hostGuard(options: HostGuardOptions): HostGuard;

// security/static-credentials.d.ts
import type { Principal } from '@toolwright/core';
import type { Authenticate } from './authenticate.ts';
/** One secret that callers may show, and whom it stands for. */
export interface StaticCredential {
    /** The SHA-256 of the secret, 64 hexadecimal digits: `printf %s "$SECRET" | sha256sum`. */
    readonly sha256: string;
    readonly principal: Principal;
}
/**
 * Knows callers by `Authorization: Bearer …` or `X-API-Key: …`. Secrets are kept as hashes, and every one is compared,
 * in constant time. Meant for long random secrets: a hash without salt does not protect a word that can be guessed.
 *
 * @throws `INVALID_OPTIONS` for what is no SHA-256.
 */
export declare function staticCredentials(credentials: readonly StaticCredential[]): Authenticate;

// server-options.d.ts
import type { AnyToolbox, Awaitable, Clock, Logger, Random } from '@toolwright/core';
import type { McpOptions } from './mcp/mcp-options.ts';
import type { ServiceAddress, ServiceInfo } from './openapi/openapi-document.ts';
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

// studio/studio-options.d.ts
import type { Awaitable } from '@toolwright/core';
import type { ServerRequest } from '../request/server-request.ts';
/** The studio: a page on which people find the tools and try them. */
export interface StudioOptions {
    /** @default true outside production, false in it */
    readonly enabled?: boolean;
    /**
     * Whether people's real data is behind this server. The package reads no environment, so the program says it:
     * `production: process.env['NODE_ENV'] === 'production'`. @default true
     */
    readonly production?: boolean;
    /** Where the page is. @default '/studio' */
    readonly route?: string;
    /**
     * Who gets the page; to others nothing is there. The page itself tells nothing of the tools: it asks for them with
     * the token that its reader gives. @default everybody
     */
    readonly allow?: (request: ServerRequest) => Awaitable<boolean>;
    /** How the page looks until its reader chooses. @default 'auto', as the reader's system has it */
    readonly theme?: 'auto' | 'light' | 'dark';
    readonly authentication?: StudioAuthentication;
    /** Sent with every call. @default { 'x-request-source': 'studio' } */
    readonly defaultHeaders?: Readonly<Record<string, string>>;
    /** Other servers that the page can call; each must list this one's origin in its `cors`. @default none */
    readonly environments?: readonly StudioEnvironment[];
}
/** How the page shows who its reader is. */
export interface StudioAuthentication {
    /** `bearer`: `Authorization: Bearer …`; `api-key`: `X-API-Key: …`. @default 'bearer' */
    readonly type?: 'bearer' | 'api-key';
    /** A token that stands in the page for whoever gets it. Refused in production. @default none */
    readonly default?: string | undefined;
}
/** A server that the page can call. */
export interface StudioEnvironment {
    readonly name: string;
    /** Absolute, without a query: `https://staging.example.com`. */
    readonly url: string;
}
