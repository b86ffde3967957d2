import { Buffer } from 'node:buffer';
import { invalidOption } from '@toolwright/core';
import type { JsonObject, Principal, ToolDescription } from '@toolwright/core';
import { mayCall } from '../rest/visible-tools.ts';
import type { McpToolOptions } from './mcp-options.ts';
import { paramHeadersOf } from './param-headers.ts';
import type { ParamHeader } from './param-headers.ts';

/** A tool as the protocol serves it, made once. */
export interface McpTool {
  readonly description: ToolDescription;
  readonly options: McpToolOptions;
  readonly paramHeaders: readonly ParamHeader[];
}

/** Who a list is for. */
export type Era = 'modern' | 'earlier';

interface Listed extends McpTool {
  /** The entry in the list, as JSON; `undefined`: clients of that era cannot call it. */
  readonly text: Readonly<Record<Era, string | undefined>>;
}

/** The tools of a toolbox for clients of the protocol, in the order of their names. */
export class ToolCatalogue {
  readonly #tools: readonly Listed[];
  readonly #byName: ReadonlyMap<string, Listed>;
  readonly #pageSize: number;

  /** @throws `INVALID_OPTIONS` for a tool that the protocol cannot serve, and for options of a tool that is not there. */
  constructor(
    tools: readonly ToolDescription[],
    options: Readonly<Record<string, McpToolOptions>>,
    pageSize: number,
  ) {
    this.#tools = tools.map((tool) =>
      listed(tool, Object.hasOwn(options, tool.name) ? options[tool.name] : {}),
    );
    this.#byName = new Map(this.#tools.map((tool) => [tool.description.name, tool]));
    this.#pageSize = pageSize;
    const unknown = Object.keys(options).find((name) => !this.#byName.has(name));
    if (unknown !== undefined) throw invalidOption('mcp.tools', 'by names of tools', unknown);
  }

  /** The tool of that name, if clients of that era can call it. */
  find(name: string, era: Era): McpTool | undefined {
    const tool = this.#byName.get(name);
    return tool?.text[era] === undefined ? undefined : tool;
  }

  /**
   * The tools that the caller may call, from the cursor on: the members `tools` and `nextCursor` as JSON without braces.
   * `undefined`: the cursor is none of this list.
   */
  page(principal: Principal | undefined, cursor: unknown, era: Era): string | undefined {
    const from = cursor === undefined ? 0 : this.#after(cursor);
    if (from === undefined) return undefined;
    const texts: string[] = [];
    for (let index = from; index < this.#tools.length; index += 1) {
      const { description, text } = this.#tools[index]!;
      const entry = text[era];
      if (entry === undefined || !mayCall(description, principal)) continue;
      if (texts.length === this.#pageSize) return `${toolsOf(texts)},${nextOf(this.#tools[index - 1]!)}`;
      texts.push(entry);
    }
    return toolsOf(texts);
  }

  /** A cursor names the last tool seen, so that it holds when tools come and go between two pages. */
  #after(cursor: unknown): number | undefined {
    if (typeof cursor !== 'string') return undefined;
    const name = Buffer.from(cursor, 'base64url').toString();
    const index = this.#tools.findIndex(({ description }) => description.name === name);
    return index === -1 ? undefined : index + 1;
  }
}

function toolsOf(texts: readonly string[]): string {
  return `"tools":[${texts.join(',')}]`;
}

function nextOf({ description }: Listed): string {
  return `"nextCursor":"${Buffer.from(description.name).toString('base64url')}"`;
}

function listed(description: ToolDescription, options: McpToolOptions = {}): Listed {
  const { name, title, kind, destructive, idempotent, openWorld, outputSchema } = description;
  const base = {
    name,
    title,
    description: description.description,
    inputSchema: objectSchema(description),
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
    text: {
      modern: JSON.stringify({ ...base, outputSchema }),
      earlier:
        options.requires === undefined ? JSON.stringify({ ...base, outputSchema: earlierOutput }) : undefined,
    },
  };
}

/** The protocol wants `type: "object"` at the top, which a union of objects does not say. */
function objectSchema({ name, inputSchema }: ToolDescription): JsonObject {
  const { type = 'object' } = inputSchema;
  if (type === 'object') return { ...inputSchema, type };
  throw invalidOption(`the input of "${name}"`, 'an object to be served over MCP', type);
}
