import type { JsonObject, ToolDescription } from '@toolwright/core';

/** A tool in the protocol's list. */
export interface ListedTool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonObject;
  readonly annotations?: {
    readonly readOnlyHint?: boolean;
    readonly destructiveHint?: boolean;
    readonly idempotentHint?: boolean;
    readonly openWorldHint?: boolean;
  };
}

/** A tool of the list as a toolbox describes it, with nothing where the protocol says nothing. */
export function listedTool(tool: ListedTool): ToolDescription {
  const { name, title, description = '', inputSchema, outputSchema, annotations = {} } = tool;
  const {
    readOnlyHint = false,
    destructiveHint = true,
    idempotentHint = false,
    openWorldHint = true,
  } = annotations;
  return {
    name,
    ...(title !== undefined && { title }),
    description,
    version: '',
    kind: readOnlyHint ? 'query' : 'command',
    destructive: destructiveHint,
    idempotent: idempotentHint,
    openWorld: openWorldHint,
    inputSchema,
    ...(outputSchema !== undefined && { outputSchema }),
    capabilities: [],
    tags: [],
    permissions: [],
    rails: [],
    timeoutMs: 30_000,
    streaming: false,
  };
}
