import { createTool, invalidOption } from '@toolwright/core';
import type { AnyTool, Call, SchemaSource } from '@toolwright/core';
import type { Icon } from '../content.ts';
import { completionTool } from './completion.ts';
import type { Completers } from './completion.ts';

/** What a resource or a prompt says of itself. */
export interface OfferMetadata {
  /** 1 to 110 of `A-Za-z0-9_.-`, not dots only; unique among the resources, or the prompts, of a server. */
  readonly name: string;
  /** For people: the name as shown. @default the name */
  readonly title?: string;
  readonly description?: string;
  readonly icons?: readonly Icon[];
  /** What a caller's principal must hold, all of it; others do not see it, and are refused. @default none */
  readonly permissions?: readonly string[];
  /** The longest that one reading may take, 1 to 2 147 483 647. @default 30_000 */
  readonly timeoutMs?: number;
}

/** What rails, events and audit know the calls of an offer by: the `tool` of its calls. */
type OfferKind = 'resource' | 'prompt';

/** The tools of an offer: no list shows them, but their calls pass the same rails. */
export interface OfferTools {
  readonly run: AnyTool;
  /** Suggests values; `undefined`: for no argument. */
  readonly complete: AnyTool | undefined;
}

/**
 * Makes the tools of an offer: `resource.<name>`, and `resource.<name>.complete`.
 *
 * @throws `INVALID_OPTIONS` for a bad name, permission or timeout.
 */
export function offerTools(
  kind: OfferKind,
  metadata: OfferMetadata,
  parts: {
    /** Without it the input is right as it comes. */
    readonly input?: SchemaSource | undefined;
    readonly execute: (context: { readonly input: unknown; readonly call: Call }) => unknown;
    readonly complete: Completers;
  },
): OfferTools {
  const { name } = metadata;
  if (typeof name !== 'string' || !/^[A-Za-z0-9_.-]{1,110}$/.test(name) || !/[^.]/.test(name))
    throw invalidOption('name', '1 to 110 of A-Z a-z 0-9 _ . -, and not dots only', name);
  const { title, description = title ?? name, permissions = [], timeoutMs } = metadata;
  const described = {
    version: '1.0.0',
    description,
    kind: 'query',
    permissions,
    ...(timeoutMs !== undefined && { timeoutMs }),
  } as const;
  return {
    run: createTool({
      metadata: { ...described, name: `${kind}.${name}` },
      ...(parts.input !== undefined && { schema: { input: parts.input } }),
      execute: parts.execute,
    }),
    complete:
      Object.keys(parts.complete).length === 0
        ? undefined
        : completionTool({ ...described, name: `${kind}.${name}.complete` }, parts.complete),
  };
}
