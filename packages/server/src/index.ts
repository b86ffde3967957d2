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
export type {
  McpResource,
  ResourceContent,
  ResourceDefinition,
  ResourceReading,
  TemplateVariables,
} from './mcp/offers/create-resource.ts';
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
