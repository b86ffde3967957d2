import { invalidOption, numberOption } from '@toolwright/core';
import type { AnyToolbox, JsonObject, Logger } from '@toolwright/core';
import type { Reply } from '../reply/reply.ts';
import type { ServerRequest } from '../request/server-request.ts';
import type { Route } from '../routing/route.ts';
import type { StreamSettings } from '../stream/stream-reply.ts';
import { Asking } from './asking.ts';
import { Conversations } from './earlier/conversations.ts';
import { LogLevels } from './earlier/log-levels.ts';
import { SessionStreams } from './earlier/session-streams.ts';
import { authorizationOf } from './authorization.ts';
import type { Authorization } from './authorization.ts';
import { extensions } from './extensions.ts';
import type { Extension } from './extensions.ts';
import { McpEndpoint } from './mcp-endpoint.ts';
import type { McpOptions } from './mcp-options.ts';
import { metaKeys } from './protocol.ts';
import { Offers } from './offers/offers.ts';
import type { RequestState } from '../questions/request-state.ts';
import { ToolCaller } from './tool-caller.ts';
import { ToolCatalogue } from './tool-catalogue.ts';
import { Subscriptions } from './updates/subscriptions.ts';

/** What the protocol's route shares with the server. */
export interface McpParts {
  readonly toolbox: AnyToolbox;
  /** Whether callers say who they are: then no list is for everybody. */
  readonly authenticated: boolean;
  readonly stream: StreamSettings;
  readonly logger: Logger;
  /** Aborts when the service ends: what listens for changes ends with it. */
  readonly closing?: AbortSignal | undefined;
  /** Carries what people have answered. */
  readonly state: RequestState;
}

/**
 * The routes that serve a toolbox over the Model Context Protocol.
 *
 * @throws `INVALID_OPTIONS` as {@link mcpEndpoint} does, and for authorization that cannot be told of.
 */
export function mcpRoutes(options: McpOptions, parts: McpParts): readonly Route[] {
  const { path = '/mcp' } = options;
  if (options.authorization !== undefined && !parts.authenticated)
    throw invalidOption('mcp.authorization', 'beside "authenticate", which takes the tokens', 'alone');
  const { resources = [], prompts = [] } = options;
  const offers = [...parts.toolbox.describe(), ...resources, ...prompts];
  const authorization = options.authorization && authorizationOf(options.authorization, path, offers);
  const endpoint = mcpEndpoint(options, { ...parts, authorization });
  const handle = (request: ServerRequest): Promise<Reply> => endpoint.handle(request);
  const { challenge, routes = [] } = authorization ?? {};
  const asks: Route = { method: 'POST', path, handle, ...(challenge !== undefined && { challenge }) };
  const listens = { ...asks, method: 'GET', handle: (request: ServerRequest) => endpoint.listen(request) };
  return [asks, ...(options.updates === undefined ? [] : [listens]), ...routes];
}

/** What the endpoint answers from. */
export interface EndpointParts extends McpParts {
  /** Where a transport tells of it. */
  readonly authorization?: Authorization | undefined;
  /** @default those that are served */
  readonly extensions?: readonly Extension[];
}

/**
 * What answers for a toolbox over the Model Context Protocol, revision 2026-07-28, and clients of 2025-11-25 and
 * 2025-06-18. What every tool says of itself is written once, here.
 *
 * @throws `INVALID_OPTIONS` for an option out of its range, and for a tool that the protocol cannot serve.
 */
export function mcpEndpoint(options: McpOptions, parts: EndpointParts): McpEndpoint {
  const { toolbox, authenticated, stream, logger, closing, state, authorization } = parts;
  const { tools = {}, pageSize = 250, listTtlMs = 300_000, instructions, updates, logs = false } = options;
  numberOption('mcp.pageSize', pageSize, { min: 1, max: 10_000, integer: true });
  numberOption('mcp.listTtlMs', listTtlMs, { min: 0, integer: true });
  const catalogue = new ToolCatalogue(toolbox.describe(), tools, pageSize);
  const { resources, prompts } = options;
  const offers = new Offers({ resources, prompts }, toolbox, pageSize);
  const always = logs || updates !== undefined;
  const conversations = new Conversations({ key: state.key, always, patienceMs: state.ttlMs, stream });
  const subscriptions = updates && new Subscriptions(updates, { catalogue, offers, stream, closing });
  const serverInfo = serverInfoOf(options);
  return new McpEndpoint({
    catalogue,
    offers,
    conversations,
    subscriptions,
    sessions: subscriptions && new SessionStreams(subscriptions, conversations),
    caller: new ToolCaller(toolbox, conversations, stream.clock),
    levels: logs ? new LogLevels() : undefined,
    asking: new Asking(state),
    serverInfo,
    signature: `"${metaKeys.serverInfo}":${JSON.stringify(serverInfo)}`,
    instructions,
    listTtlMs,
    authenticated,
    logger,
    extensions: parts.extensions ?? extensions,
    authorization,
  });
}

function serverInfoOf({ name, version, title, icons, websiteUrl }: McpOptions): JsonObject {
  return {
    name: textOption('mcp.name', name),
    version: textOption('mcp.version', version),
    ...(title !== undefined && { title: textOption('mcp.title', title) }),
    ...(icons !== undefined && { icons: icons.map((icon) => ({ ...icon })) }),
    ...(websiteUrl !== undefined && { websiteUrl: textOption('mcp.websiteUrl', websiteUrl) }),
  };
}

function textOption(option: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalidOption(option, 'a text that is not empty', value);
}
