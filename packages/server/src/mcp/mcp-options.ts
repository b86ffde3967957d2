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
