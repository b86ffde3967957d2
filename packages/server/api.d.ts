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
export type { QuestionOptions, StateStore } from './questions/question-options.ts';
export type { StudioAuthentication, StudioEnvironment, StudioOptions } from './studio/studio-options.ts';
export { serveStdio } from './stdio/serve-stdio.ts';
export type { StdioOptions } from './stdio/serve-stdio.ts';
export type { StdioLimits } from './stdio/stdio-limits.ts';
export type { McpAuthorization } from './mcp/authorization-options.ts';
export { createPrompt } from './mcp/offers/create-prompt.ts';
export type { McpPrompt, PromptDefinition, PromptMessage } from './mcp/offers/create-prompt.ts';
export type { ListedArguments, PromptArgument, PromptInput } from './mcp/offers/prompt-arguments.ts';
export { createResource } from './mcp/offers/create-resource.ts';
export type { McpResource, ResourceContent, ResourceDefinition, ResourceReading, TemplateVariables, } from './mcp/offers/create-resource.ts';
export type { Completer, CompletionContext } from './mcp/offers/completion.ts';
export type { OfferMetadata } from './mcp/offers/offer.ts';
export { createMcpUpdates } from './mcp/updates/mcp-updates.ts';
export type { McpChange, McpUpdates } from './mcp/updates/mcp-updates.ts';
export type { McpOptions, McpToolOptions } from './mcp/mcp-options.ts';
export type { Annotations, ContentBlock, Icon, ResourceContents } from './mcp/content.ts';
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
    /** Not while TLS is still being agreed on: nothing could be written that is read. */
    mayRefuse(socket: Socket): boolean;
    /** A connection came in that must be agreed on before it is opened. */
    began(socket: Socket): void;
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
    readonly handshakeMs: number;
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

// mcp/authorization-options.d.ts
/**
 * Where clients get the tokens that `authenticate` takes: the metadata of a protected resource (RFC 9728). Whether a
 * token was issued for this very resource is for `authenticate` to check.
 */
export interface McpAuthorization {
    /** The address under which clients know the endpoint: `https://tools.example.com/mcp`. Tokens must be for it. */
    readonly resource: string;
    /** The issuers of its tokens: one at least. */
    readonly authorizationServers: readonly string[];
    /** Scopes that clients may ask for from the start; not `offline_access`. @default none are named */
    readonly scopesSupported?: readonly string[];
    /** The scopes that a 401 asks for. @default none: clients take `scopesSupported` */
    readonly firstScopes?: readonly string[];
    /** The scope that grants a permission of tools, for the challenge of a caller who lacks it. @default the permission */
    readonly scopeOf?: (permission: string) => string;
    /** What the resource is called, for people. */
    readonly resourceName?: string;
    /** Where people read about it. */
    readonly resourceDocumentation?: string;
}

// mcp/content.d.ts
/** Hints for clients: whom a thing is for, and how much it matters. */
export interface Annotations {
    readonly audience?: readonly ('user' | 'assistant')[];
    /** From 0, of no importance, to 1, needed. */
    readonly priority?: number;
    /** When it changed last, in the form of ISO 8601. */
    readonly lastModified?: string;
}
/** A picture that clients may show beside a name. */
export interface Icon {
    /** An `https:` or `data:` URI. */
    readonly src: string;
    readonly mimeType?: string;
    /** `48x48`, or `any`. */
    readonly sizes?: readonly string[];
    readonly theme?: 'light' | 'dark';
}
/** What is in a resource: `text`, or `blob` in Base64. */
export type ResourceContents = {
    readonly uri: string;
    readonly mimeType?: string;
} & ({
    readonly text: string;
} | {
    readonly blob: string;
});
/** A piece of what the model sees. */
export type ContentBlock = {
    readonly annotations?: Annotations;
} & ({
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
    readonly resource: ResourceContents;
});

// mcp/mcp-options.d.ts
import type { JsonObject } from '@toolwright/core';
import type { McpAuthorization } from './authorization-options.ts';
import type { ContentBlock, Icon } from './content.ts';
import type { McpPrompt } from './offers/create-prompt.ts';
import type { McpResource } from './offers/create-resource.ts';
import type { McpUpdates } from './updates/mcp-updates.ts';
/** How tools are served over the Model Context Protocol. */
export interface McpOptions {
    /** What the server calls itself, for programs. */
    readonly name: string;
    /** The version of the service. */
    readonly version: string;
    /** What the server calls itself, for people. @default the name */
    readonly title?: string;
    /** Pictures that clients may show beside the server's name. @default none */
    readonly icons?: readonly Icon[];
    /** Where people read about it. @default nowhere */
    readonly websiteUrl?: string;
    /** How models make good use of the tools together. @default none */
    readonly instructions?: string;
    /** @default '/mcp' */
    readonly path?: string;
    /** What the protocol needs to know of single tools, by their names. */
    readonly tools?: Readonly<Record<string, McpToolOptions>>;
    /** What clients may read, made by `createResource`; of different names. @default none */
    readonly resources?: readonly McpResource[];
    /** What people may begin with, made by `createPrompt`; of different names. @default none */
    readonly prompts?: readonly McpPrompt[];
    /** Made by `createMcpUpdates`: tells clients of resources and lists that change. @default nothing changes */
    readonly updates?: McpUpdates;
    /** Entries in one answer to `tools/list` and the other lists, 1 to 10 000. @default 250 */
    readonly pageSize?: number;
    /** How long clients may keep a list, in milliseconds from 0. @default 300_000 */
    readonly listTtlMs?: number;
    /**
     * Lets clients of earlier revisions follow what their own calls log: the lines of `call.logger`, without errors and
     * without what looks like a secret. @default false
     */
    readonly logs?: boolean;
    /** Tells clients where their tokens come from; over HTTP alone, beside `authenticate`. @default they are not told */
    readonly authorization?: McpAuthorization;
}
/** How one tool is served over the protocol. */
export interface McpToolOptions {
    /** Pictures that clients may show beside its name. @default none */
    readonly icons?: readonly Icon[];
    /**
     * What the model sees of a result, in place of its JSON: text, images, sound, resources. The result itself goes along
     * only where the tool declares a schema of it.
     */
    readonly content?: (data: never) => readonly ContentBlock[];
    /** Capabilities that the client must declare, such as `{ sampling: {} }`; others are refused with -32021. */
    readonly requires?: Readonly<Record<string, JsonObject>>;
}

// mcp/offers/completion.d.ts
import type { AnyTool, Awaitable, Call, ToolMetadata } from '@toolwright/core';
/** What a completer knows beside the text so far. */
export interface CompletionContext {
    /** The other arguments, as far as the client says them. What is in them is the client's word. */
    readonly arguments: Readonly<Record<string, unknown>>;
    readonly call: Call;
}
/**
 * Suggests values for one argument, best first: a list, of which those that begin like the text so far are suggested,
 * whatever their case; or a function of the text so far. Clients get the first 100.
 */
export type Completer = readonly string[] | ((value: string, context: CompletionContext) => Awaitable<readonly string[]>);
/** Completers by the names of their arguments. */
export type Completers = Readonly<Record<string, Completer>>;
/** What is to be completed. */
export interface CompletionInput {
    readonly name: string;
    readonly value: string;
    readonly arguments: Readonly<Record<string, unknown>>;
}
/** Makes the tool that suggests values. An argument without a completer has no suggestions. */
export declare function completionTool(metadata: ToolMetadata, completers: Completers): AnyTool;
/** Throws `INVALID_OPTIONS` for completers that are none, or of arguments that are not there. */
export declare function checkCompleters(completers: Completers, names: readonly string[]): void;

// mcp/offers/create-prompt.d.ts
import type { Awaitable, Call, JsonObject } from '@toolwright/core';
import type { ContentBlock } from '../content.ts';
import type { Completers } from './completion.ts';
import type { OfferMetadata, OfferTools } from './offer.ts';
import type { PromptInput, PromptValues } from './prompt-arguments.ts';
/** One message of a prompt. */
export interface PromptMessage {
    readonly role: 'user' | 'assistant';
    readonly content: ContentBlock;
}
/** A prompt as its author writes it. */
export interface PromptDefinition<Input extends PromptInput = readonly []> extends OfferMetadata {
    /** @default none */
    readonly arguments?: Input;
    /** What suggests values for the arguments, by their names. @default nothing */
    readonly complete?: Completers;
    /** Writes the prompt, behind the rails of the toolbox: a text is one message of the user. May ask, as a tool does. */
    readonly render: (context: {
        readonly arguments: PromptValues<Input>;
        readonly call: Call;
    }) => Awaitable<string | readonly PromptMessage[]>;
}
/** A prompt, as `createPrompt` makes it. */
export interface McpPrompt extends OfferTools {
    readonly name: string;
    readonly permissions: readonly string[];
    readonly argumentNames: readonly string[];
    /** What a list shows of it. */
    readonly entry: JsonObject;
}
/**
 * Makes a prompt for `createServer({ mcp: { prompts } })`. Its renderings are calls named `prompt.<name>`.
 *
 * @throws `INVALID_OPTIONS` for a bad name, argument, permission, completer or time.
 */
export declare function createPrompt<const Input extends PromptInput = readonly []>(definition: PromptDefinition<Input>): McpPrompt;

// mcp/offers/create-resource.d.ts
import type { Awaitable, Call, JsonObject } from '@toolwright/core';
import type { Annotations } from '../content.ts';
import type { Completer } from './completion.ts';
import type { OfferMetadata, OfferTools } from './offer.ts';
import { UriTemplate } from './uri-template.ts';
/** One piece of what is read: text, or bytes. */
export type ResourceContent = {
    /** @default the one that was asked for */
    readonly uri?: string;
    /** @default the resource's */
    readonly mimeType?: string;
} & ({
    readonly text: string;
} | {
    readonly bytes: Uint8Array;
});
/** What reading came to: a text, bytes, or several pieces; `undefined`: there is nothing of that URI. */
export type ResourceReading = string | Uint8Array | readonly ResourceContent[] | undefined;
/** The names in the braces of a template. */
export type TemplateVariables<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}` ? Name | TemplateVariables<Rest> : never;
/** A resource as its author writes it. */
export interface ResourceDefinition<Template extends string = never> extends OfferMetadata {
    /** What it is asked for by, where it is one thing: `docs://readme`. Either this or `uriTemplate`. */
    readonly uri?: string;
    /**
     * What they are asked for by, where they are many: `users://{id}/profile`, RFC 6570 level 1. A variable is one segment
     * of a path, decoded: it may hold any character.
     */
    readonly uriTemplate?: Template;
    readonly mimeType?: string;
    readonly annotations?: Annotations;
    /** In bytes. */
    readonly size?: number;
    /** How long clients may keep what they read. @default not at all */
    readonly cache?: {
        /** In milliseconds from 0. */
        readonly ttlMs: number;
        /** `public`: whoever asks gets the same, and caches may share it. @default 'private' */
        readonly scope?: 'public' | 'private';
    };
    /** What suggests values for the variables. @default nothing */
    readonly complete?: {
        readonly [Name in TemplateVariables<Template>]?: Completer;
    };
    /** Reads it, behind the rails of the toolbox. May ask, as a tool does. */
    readonly read: (context: {
        readonly uri: string;
        readonly variables: Readonly<Record<TemplateVariables<Template>, string>>;
        readonly call: Call;
    }) => Awaitable<ResourceReading>;
}
/** A resource, or many of one form, as `createResource` makes it. */
export interface McpResource extends OfferTools {
    readonly name: string;
    readonly permissions: readonly string[];
    /** What a list shows of it. */
    readonly entry: JsonObject;
    readonly uri: string | undefined;
    readonly template: UriTemplate | undefined;
    readonly cache: {
        readonly ttlMs: number;
        readonly scope: 'public' | 'private';
    };
}
/**
 * Makes a resource for `createServer({ mcp: { resources } })`. Its readings are calls named `resource.<name>`.
 *
 * @throws `INVALID_OPTIONS` for a bad name, URI, template, permission, completer or time.
 */
export declare function createResource<const Template extends string = never>(definition: ResourceDefinition<Template>): McpResource;
/** What a reading is called with. */
export interface ReadInput {
    readonly uri: string;
    readonly variables: Readonly<Record<string, string>>;
}

// mcp/offers/offer.d.ts
import type { AnyTool, Call, SchemaSource } from '@toolwright/core';
import type { Icon } from '../content.ts';
import type { Completers } from './completion.ts';
/** What a resource or a prompt says of itself. */
export interface OfferMetadata {
    /** 1 to 110 of `A-Za-z0-9_.-`, not dots only; unique among the resources, or the prompts, of a server. */
    readonly name: string;
    /** For people: the name as shown. @default the name */
    readonly title?: string;
    readonly description?: string;
    readonly icons?: readonly Icon[];
    /** What a caller's principal must hold, all of it; others do not see it, and are refused. @default none */
    readonly permissions?: readonly string[];
    /** The longest that one reading may take, 1 to 2 147 483 647. @default 30_000 */
    readonly timeoutMs?: number;
}
/** What rails, events and audit know the calls of an offer by: the `tool` of its calls. */
type OfferKind = 'resource' | 'prompt';
/** The tools of an offer: no list shows them, but their calls pass the same rails. */
export interface OfferTools {
    readonly run: AnyTool;
    /** Suggests values; `undefined`: for no argument. */
    readonly complete: AnyTool | undefined;
}
/**
 * Makes the tools of an offer: `resource.<name>`, and `resource.<name>.complete`.
 *
 * @throws `INVALID_OPTIONS` for a bad name, permission or timeout.
 */
export declare function offerTools(kind: OfferKind, metadata: OfferMetadata, parts: {
    /** Without it the input is right as it comes. */
    readonly input?: SchemaSource | undefined;
    readonly execute: (context: {
        readonly input: unknown;
        readonly call: Call;
    }) => unknown;
    readonly complete: Completers;
}): OfferTools;
export {};

// mcp/offers/prompt-arguments.d.ts
import type { SchemaSource, SourceOutput, ToolSchemas } from '@toolwright/core';
/** One argument of a prompt, written as data. */
export interface PromptArgument {
    readonly name: string;
    /** For people: the name as shown. @default the name */
    readonly title?: string;
    readonly description?: string;
    /** @default false */
    readonly required?: boolean;
}
/** What a prompt takes: a list of texts, or a schema of an object whose fields can be read from texts. */
export type PromptInput = readonly PromptArgument[] | SchemaSource;
/** What `render` gets of a list of arguments. */
export type ListedArguments<List extends readonly PromptArgument[]> = {
    readonly [Item in List[number] as Item['name']]: Item extends {
        readonly required: true;
    } ? string : string | undefined;
};
/** What `render` gets. */
export type PromptValues<Input> = Input extends readonly PromptArgument[] ? ListedArguments<Input> : SourceOutput<Input>;
/** The schema that checks the arguments: of a list, one that takes texts and leaves out what is not listed. */
export declare function argumentSchema(input: PromptInput): SchemaSource;
/** The arguments as a list shows them, of a list or of the fields of a schema. */
export declare function listedArguments(input: PromptInput, { input: schema }: ToolSchemas): readonly PromptArgument[];

// mcp/offers/uri-template.d.ts
/**
 * A URI template of RFC 6570, level 1: `users://{id}/posts/{post}`. A variable stands for one segment of a path, or a
 * part of one, and is read up to the first place where the text behind it begins.
 */
export declare class UriTemplate {
    #private;
    readonly template: string;
    readonly variables: readonly string[];
    /** @throws `INVALID_OPTIONS` for a template that is none, or could be read in more than one way. */
    constructor(template: string);
    /** What the variables stand for in a URI, decoded; `undefined`: the URI is none of the template's. */
    match(uri: string): Readonly<Record<string, string>> | undefined;
}

// mcp/updates/mcp-updates.d.ts
import type { McpPrompt } from '../offers/create-prompt.ts';
import type { McpResource } from '../offers/create-resource.ts';
/** What has changed. */
export type McpChange = {
    readonly kind: 'resource';
    readonly uri: string;
} | {
    readonly kind: 'tools';
    readonly tools: readonly string[] | 'all';
} | {
    readonly kind: 'resources';
    readonly resources: readonly McpResource[];
} | {
    readonly kind: 'prompts';
    readonly prompts: readonly McpPrompt[];
};
/**
 * Tells the clients of a service what has changed while it runs: of this process. Where several processes serve, each is
 * told.
 */
export interface McpUpdates {
    /** What is read at this URI has changed: clients who subscribed to it are told. */
    resourceChanged(uri: string): void;
    /**
     * Offers these resources in place of those so far, and tells clients that the list has changed.
     *
     * @throws `INVALID_OPTIONS` as `createServer` does; nothing has changed then.
     */
    setResources(resources: readonly McpResource[]): void;
    /** As {@link McpUpdates.setResources}, for prompts. */
    setPrompts(prompts: readonly McpPrompt[]): void;
    /** Offers these of the toolbox's tools, by their names, and tells clients; the others are unknown to them. */
    setTools(tools: readonly string[] | 'all'): void;
    /** What serves the protocol hears of changes through this; what it returns ends that. */
    connect(hear: (change: McpChange) => void): () => void;
}
/** Makes what `createServer({ mcp: { updates } })`, or `serveStdio`, hears of changes through. */
export declare function createMcpUpdates(): McpUpdates;

// openapi/openapi-document.d.ts
import type { JsonObject, ToolDescription } from '@toolwright/core';
import type { ToolGroup } from '../rest/tool-place.ts';
import type { PlacedOperation } from './tool-operations.ts';
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
    /** What routes beside those of the tools say of themselves. */
    readonly routes: readonly PlacedOperation[];
}
/**
 * The OpenAPI document of these tools and of the service around them: 3.2 where a tool streams, which 3.1 has no words
 * for, and else 3.1, which more programs read.
 */
export declare function openApiDocument(tools: readonly ToolDescription[], parts: OpenApiParts): JsonObject;

// openapi/schema-components.d.ts
import type { JsonObject, JsonValue } from '@toolwright/core';
/** Where a schema stands in the document. */
export interface SchemaReference extends JsonObject {
    readonly $ref: string;
}
/** Schemas under the names that the document knows them by. */
export declare class SchemaComponents {
    #private;
    readonly schemas: Record<string, JsonValue>;
    /** Adds a schema with its definitions; answers the reference to it. What it refers to inside itself still holds. */
    add(name: string, schema: JsonObject): SchemaReference;
    /** The schema behind a reference that {@link add} answered. */
    at(reference: SchemaReference): JsonObject;
}

// openapi/tool-operations.d.ts
import type { JsonObject, ToolDescription } from '@toolwright/core';
import type { ToolGroup } from '../rest/tool-place.ts';
import type { SchemaComponents } from './schema-components.ts';
/** One operation of the document. */
export interface PlacedOperation {
    readonly path: string;
    /** In lower case. */
    readonly method: string;
    readonly operation: JsonObject;
}
/** Every way to call a tool over REST. */
export declare function toolOperations(tool: ToolDescription, group: ToolGroup | undefined, components: SchemaComponents): readonly PlacedOperation[];
/** The tags that a tool's operations stand under. */
export declare function tagsOf(tool: ToolDescription, group: ToolGroup | undefined): readonly string[];

// questions/question-options.d.ts
import type { KeyValueStore } from '@toolwright/core';
/** A `KeyValueStore` that several processes share; of it one method is needed. */
export type StateStore = Pick<KeyValueStore, 'compareAndSet'>;
/** How calls that ask a person go on, over REST and the Model Context Protocol alike. */
export interface QuestionOptions {
    /**
     * Signs the state that goes through clients while a person is asked: 32 bytes at least, the same in every process that
     * serves the toolbox. @default made by the process for itself
     */
    readonly stateKey?: string | Uint8Array;
    /** How long a person may take to answer, in milliseconds from 1 000 to 86 400 000. @default 600_000 */
    readonly stateTtlMs?: number;
    /**
     * Remembers which states have been used, for every process: a state is good once. @default the process's memory, of the
     * last 10 000; where more are used within `stateTtlMs`, the oldest are refused early
     */
    readonly stateStore?: StateStore;
}

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
/** Reads JSON in UTF-8 that nests at most `mostLevels` deep. */
export declare function parseJson(bytes: Uint8Array, mostLevels: number): ParsedBody;

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
import type { Awaitable, JsonObject } from '@toolwright/core';
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
    /** Further parameters of the `Bearer` challenge when credentials are missing or bad: `scope="read"`. @default none */
    readonly challenge?: string;
    /**
     * An OpenAPI operation, with its `responses`: puts the route into `/openapi.json`. Names in the path that it does not
     * describe are text; without `tags` it is tagged `service`. @default the document does not tell of it
     */
    readonly openapi?: JsonObject;
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
/** The header of a 401 or 403 that says how to get credentials, with further parameters of its challenge. */
export declare function bearerChallenge(parameters?: string): readonly string[];
/** What a 401 must carry. */
export declare const challenge: readonly string[];
/** The problem of a request without credentials; `parameters` are further ones of the challenge. */
export declare function credentialsMissing(parameters?: string): Problem;
/** The problem of credentials that were refused; what is none of that is thrown on. */
export declare function refusedCredentials(error: unknown, parameters?: string): Problem;

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

// stdio/serve-stdio.d.ts
import type { Readable, Writable } from 'node:stream';
import type { AnyToolbox, Clock, Logger, Principal } from '@toolwright/core';
import type { McpOptions } from '../mcp/mcp-options.ts';
import type { QuestionOptions } from '../questions/question-options.ts';
import type { StdioLimits } from './stdio-limits.ts';
/** What is served to the program that started this one, and how. */
export interface StdioOptions {
    readonly toolbox: AnyToolbox;
    /** As for a server; the path of it does nothing here. */
    readonly mcp: McpOptions;
    /** Whom the client stands for: over these streams nobody shows credentials. @default nobody */
    readonly principal?: Principal;
    /** How calls that ask a person go on. */
    readonly questions?: QuestionOptions;
    /** @default process.stdin */
    readonly input?: Readable;
    /** @default process.stdout, which then is for messages alone: what else is written to it goes to the standard error */
    readonly output?: Writable;
    /** Ends the service as the end of the input does. */
    readonly signal?: AbortSignal;
    /**
     * How long calls may go on after the input has ended, in milliseconds from 0. Clients wait for about 2 000 before they
     * kill. @default 1_500
     */
    readonly drainMs?: number;
    readonly limits?: Partial<StdioLimits>;
    /** @default systemClock */
    readonly clock?: Clock;
    /** Where unexpected failures go. @default consoleLogger, which writes to the standard error */
    readonly logger?: Logger;
}
/**
 * Serves a toolbox over the Model Context Protocol to the program that started this one: a message a line, from the
 * input and to the output. Resolves once the input has ended, the output has been closed, or the signal says so: to the
 * number of requests that were cut off, 0 when all have been answered. The toolbox goes on, for its owner to stop.
 *
 * @throws `INVALID_OPTIONS` for an option out of its range, and for a tool that the protocol cannot serve.
 */
export declare function serveStdio(options: StdioOptions): Promise<number>;

// stdio/stdio-limits.d.ts
/** The bounds of what comes in over the standard input. */
export interface StdioLimits {
    /** Bytes of one message; a longer one is dropped, and answered with an error. @default 1_048_576 */
    readonly lineBytes: number;
    /** Levels of arrays and objects in a message. @default 64 */
    readonly jsonDepth: number;
    /** Requests under way; more are answered with an error. @default 100 */
    readonly requests: number;
    /** How long the client may take nothing of its answers, before the service ends. @default 60_000 */
    readonly stalledMs: number;
}
/** The limits with their defaults. @throws `INVALID_OPTIONS` for one that is no whole number above 0. */
export declare function checkedStdioLimits(given?: Partial<StdioLimits>): StdioLimits;

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
