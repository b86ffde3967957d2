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
export function placeOf(tool: ToolDescription, group: ToolGroup | undefined): ToolPlace | undefined {
  const { http, kind, tags } = tool;
  if (http?.path === undefined) return undefined;
  return {
    method: http.method ?? (kind === 'query' ? 'GET' : 'POST'),
    path: `${group?.prefix ?? ''}${http.path}`,
    status: http.status ?? 200,
    tags: [...(group?.tags ?? []), ...tags],
  };
}

/** Whether a request of this method says its input in a body. */
export function takesBody(method: string): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH';
}
