import { invalidOption } from '@toolwright/core';
import type { McpPrompt } from '../offers/create-prompt.ts';
import type { McpResource } from '../offers/create-resource.ts';

/** What has changed. */
export type McpChange =
  | { readonly kind: 'resource'; readonly uri: string }
  | { readonly kind: 'tools'; readonly tools: readonly string[] | 'all' }
  | { readonly kind: 'resources'; readonly resources: readonly McpResource[] }
  | { readonly kind: 'prompts'; readonly prompts: readonly McpPrompt[] };

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
export function createMcpUpdates(): McpUpdates {
  const hearing = new Set<(change: McpChange) => void>();
  const tell = (change: McpChange): void => {
    for (const hear of hearing) hear(change);
  };
  return {
    resourceChanged(uri) {
      if (typeof uri !== 'string') throw invalidOption('uri', 'a URI', uri);
      tell({ kind: 'resource', uri });
    },
    setResources: (resources) => tell({ kind: 'resources', resources }),
    setTools: (tools) => tell({ kind: 'tools', tools }),
    setPrompts: (prompts) => tell({ kind: 'prompts', prompts }),
    connect(hear) {
      hearing.add(hear);
      return () => void hearing.delete(hear);
    },
  };
}
