import type { JsonObject, ToolDescription } from '@toolwright/core';
import type { ToolGroup } from '../rest/tool-place.ts';
import { commonParameters, commonSchemas, problemResponses, securitySchemes } from './common-components.ts';
import { SchemaComponents } from './schema-components.ts';
import { serviceOperations } from './service-operations.ts';
import { tagsOf, toolOperations } from './tool-operations.ts';
import type { PlacedOperation } from './tool-operations.ts';

/** What the document says of the service as a whole. */
export interface ServiceInfo {
  /** @default 'Tools' */
  readonly title?: string;
  /** The service's own. @default '1.0.0' */
  readonly version?: string;
  readonly description?: string;
  readonly license?: { readonly name: string; readonly url?: string; readonly identifier?: string };
  readonly contact?: { readonly name?: string; readonly url?: string; readonly email?: string };
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
export function openApiDocument(tools: readonly ToolDescription[], parts: OpenApiParts): JsonObject {
  const { info, servers, groups, authenticated, routes } = parts;
  const components = new SchemaComponents();
  Object.assign(components.schemas, commonSchemas);
  const operations = tools.flatMap((tool) => toolOperations(tool, groups.get(tool.name), components));
  const { InputRequired: _ask, ResultMetadata: _metadata, ...withoutTools } = components.schemas;
  const { Problem: _problem, ...own } = withoutTools;
  const tags = new Set([
    'service',
    ...tools.flatMap((tool) => tagsOf(tool, groups.get(tool.name))),
    ...routes.flatMap(({ operation }) => operation['tags'] as readonly string[]),
  ]);
  return {
    openapi: tools.some(({ streaming }) => streaming) ? '3.2.0' : '3.1.0',
    info: { title: info.title ?? 'Tools', version: info.version ?? '1.0.0', ...rest(info) },
    servers: servers.map((server) => ({ ...server })),
    tags: [...tags].toSorted().map((name) => ({ name, description: tagDescription(name) })),
    security: authenticated ? [{ bearer: [] }, { apiKey: [] }] : [],
    paths: pathsOf([...serviceOperations, ...operations, ...routes]),
    components: {
      schemas: tools.length === 0 ? { Problem: commonSchemas['Problem'], ...own } : components.schemas,
      ...(tools.length > 0 && { parameters: usedParameters(tools) }),
      responses: tools.length === 0 ? usedWithoutTools() : problemResponses,
      ...(authenticated && { securitySchemes }),
    },
  };
}

function rest({ title: _title, version: _version, ...said }: ServiceInfo): JsonObject {
  return said;
}

function tagDescription(name: string): string {
  if (name === 'service') return 'What the service answers of itself';
  return name === 'tools' ? 'Tools without a tag of their own' : `What is tagged "${name}"`;
}

function pathsOf(operations: readonly PlacedOperation[]): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const { path, method, operation } of operations) (paths[path] ??= {})[method] = operation;
  return paths;
}

/** What nobody refers to is left out: linters warn of it. */
function usedParameters(tools: readonly ToolDescription[]): JsonObject {
  const { IdempotencyKey, ...always } = commonParameters;
  return tools.some(({ kind }) => kind === 'command') ? { ...always, IdempotencyKey } : always;
}

function usedWithoutTools(): JsonObject {
  const used = new Set(['BadRequest', 'Unauthorized', 'PayloadTooLarge', 'UnsupportedMediaType']);
  return Object.fromEntries(Object.entries(problemResponses).filter(([name]) => used.has(name)));
}
