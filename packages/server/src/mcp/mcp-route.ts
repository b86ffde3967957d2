import { invalidOption, numberOption } from '@toolwright/core';
import type { AnyToolbox, Logger } from '@toolwright/core';
import type { Reply } from '../reply/reply.ts';
import type { ServerRequest } from '../request/server-request.ts';
import type { Route } from '../routing/route.ts';
import type { StreamSettings } from '../stream/stream-reply.ts';
import { Asking } from './asking.ts';
import { Conversations } from './earlier/conversations.ts';
import { LogLevels } from './earlier/log-levels.ts';
import { authorizationOf } from './authorization.ts';
import type { Authorization } from './authorization.ts';
import { McpEndpoint } from './mcp-endpoint.ts';
import { mcpMethods } from './mcp-methods.ts';
import type { McpOptions } from './mcp-options.ts';
import { metaKeys } from './protocol.ts';
import { Offers } from './offers/offers.ts';
import type { RequestState } from '../questions/request-state.ts';
import { ToolCaller } from './tool-caller.ts';
import { ToolCatalogue } from './tool-catalogue.ts';

/** What the protocol's route shares with the server. */
export interface McpParts {
  readonly toolbox: AnyToolbox;
  /** Whether callers say who they are: then no list is for everybody. */
  readonly authenticated: boolean;
  readonly stream: StreamSettings;
  readonly logger: Logger;
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
  if (authorization === undefined) return [{ method: 'POST', path, handle }];
  const { challenge, routes } = authorization;
  return [{ method: 'POST', path, challenge, handle }, ...routes];
}

/** What the endpoint answers from; `authorization` where a transport tells of it. */
export type EndpointParts = McpParts & { readonly authorization?: Authorization | undefined };

/**
 * What answers for a toolbox over the Model Context Protocol, revision 2026-07-28, and without sessions to clients of
 * 2025-11-25 and 2025-06-18. What every tool says of itself is written once, here.
 *
 * @throws `INVALID_OPTIONS` for an option out of its range, and for a tool that the protocol cannot serve.
 */
export function mcpEndpoint(
  options: McpOptions,
  { toolbox, authenticated, stream, logger, state, authorization }: EndpointParts,
): McpEndpoint {
  const { tools = {}, pageSize = 250, listTtlMs = 300_000, instructions } = options;
  const serverInfo = {
    name: textOption('mcp.name', options.name),
    version: textOption('mcp.version', options.version),
    ...(options.title !== undefined && { title: textOption('mcp.title', options.title) }),
    ...(options.icons !== undefined && { icons: options.icons.map((icon) => ({ ...icon })) }),
    ...(options.websiteUrl !== undefined && { websiteUrl: options.websiteUrl }),
  };
  numberOption('mcp.pageSize', pageSize, { min: 1, max: 10_000, integer: true });
  numberOption('mcp.listTtlMs', listTtlMs, { min: 0, integer: true });
  const catalogue = new ToolCatalogue(toolbox.describe(), tools, pageSize);
  const { resources = [], prompts = [], logs = false } = options;
  const offers = new Offers({ resources, prompts }, toolbox, pageSize);
  const asking = new Asking(state);
  const conversations = new Conversations({ key: state.key, always: logs, patienceMs: state.ttlMs, stream });
  const caller = new ToolCaller(toolbox, conversations, stream.clock);
  const signature = `"${metaKeys.serverInfo}":${JSON.stringify(serverInfo)}`;
  return new McpEndpoint(
    mcpMethods({
      catalogue,
      offers,
      caller,
      conversations,
      levels: logs ? new LogLevels() : undefined,
      asking,
      serverInfo,
      signature,
      instructions,
      listTtlMs,
      authenticated,
      logger,
      authorization,
    }),
    conversations,
  );
}

function textOption(option: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalidOption(option, 'a text that is not empty', value);
}
