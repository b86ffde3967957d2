import { invalidOption } from '@toolwright/core';
import type { JsonObject, ToolDescription } from '@toolwright/core';
import type { McpToolOptions } from './mcp-options.ts';
import { PagedList } from './paged-list.ts';
import type { Era, ListEntry } from './paged-list.ts';
import { paramHeadersOf } from './param-headers.ts';
import type { ParamHeader } from './param-headers.ts';

/** A tool as the protocol serves it, made once. */
export interface McpTool {
  readonly description: ToolDescription;
  readonly options: McpToolOptions;
  readonly paramHeaders: readonly ParamHeader[];
}

interface Listed extends McpTool {
  readonly entry: ListEntry;
}

/** The tools of a toolbox for clients of the protocol, in the order of their names. */
export class ToolCatalogue {
  readonly #all: readonly Listed[];
  readonly #pageSize: number;
  #list: PagedList;
  #byName: ReadonlyMap<string, Listed>;

  /** @throws `INVALID_OPTIONS` for a tool that the protocol cannot serve, and for options of a tool that is not there. */
  constructor(
    tools: readonly ToolDescription[],
    options: Readonly<Record<string, McpToolOptions>>,
    pageSize: number,
  ) {
    this.#all = tools.map((tool) =>
      listed(tool, Object.hasOwn(options, tool.name) ? options[tool.name] : {}),
    );
    this.#pageSize = pageSize;
    this.#byName = byName(this.#all);
    this.#list = this.#listOf(this.#all);
    this.#check('mcp.tools', Object.keys(options));
  }

  /** What `tools/list` shows. */
  get list(): PagedList {
    return this.#list;
  }

  /** Offers these tools alone. @throws `INVALID_OPTIONS` for a name that is no tool's; nothing has changed then. */
  offer(names: readonly string[] | 'all'): void {
    if (names !== 'all') this.#check('tools', names);
    const offered =
      names === 'all' ? this.#all : this.#all.filter(({ description }) => names.includes(description.name));
    this.#byName = byName(offered);
    this.#list = this.#listOf(offered);
  }

  /** The tool of that name, if clients of that era can call it. */
  find(name: string, era: Era): McpTool | undefined {
    const tool = this.#byName.get(name);
    return tool?.entry.text[era] === undefined ? undefined : tool;
  }

  #check(option: string, names: readonly string[]): void {
    const unknown = names.find((name) => !this.#all.some(({ description }) => description.name === name));
    if (unknown !== undefined) throw invalidOption(option, 'by names of tools', unknown);
  }

  #listOf(tools: readonly Listed[]): PagedList {
    const entries = tools.map(({ entry }) => entry);
    return new PagedList('tools', entries, this.#pageSize);
  }
}

function byName(tools: readonly Listed[]): ReadonlyMap<string, Listed> {
  return new Map(tools.map((tool) => [tool.description.name, tool]));
}

function listed(description: ToolDescription, options: McpToolOptions = {}): Listed {
  const { name, title, kind, destructive, idempotent, openWorld, outputSchema } = description;
  const base = {
    name,
    title,
    description: description.description,
    inputSchema: objectSchema(description),
    icons: options.icons,
    annotations: {
      title,
      readOnlyHint: kind === 'query',
      destructiveHint: destructive,
      idempotentHint: idempotent,
      openWorldHint: openWorld,
    },
  };
  // Earlier revisions know objects only as structured results, and say capabilities but once, at the beginning.
  const earlierOutput = outputSchema?.['type'] === 'object' ? outputSchema : undefined;
  return {
    description,
    options,
    paramHeaders: paramHeadersOf(name, description.inputSchema),
    entry: {
      name,
      permissions: description.permissions,
      text: {
        modern: JSON.stringify({ ...base, outputSchema }),
        earlier:
          options.requires === undefined
            ? JSON.stringify({ ...base, outputSchema: earlierOutput })
            : undefined,
      },
    },
  };
}

/**
 * The protocol wants `type: "object"` at the top, which a union of objects does not say. What older drafts would read
 * otherwise says its dialect; the others are short.
 */
function objectSchema({ name, inputSchema }: ToolDescription): JsonObject {
  const { type = 'object' } = inputSchema;
  if (type !== 'object')
    throw invalidOption(`the input of "${name}"`, 'an object to be served over MCP', type);
  const isNew = newWords.some((word) => word in inputSchema);
  return { ...(isNew && { $schema: 'https://json-schema.org/draft/2020-12/schema' }), ...inputSchema, type };
}

const newWords = [
  '$defs',
  '$anchor',
  '$dynamicAnchor',
  'dependentRequired',
  'dependentSchemas',
  'unevaluatedProperties',
];
