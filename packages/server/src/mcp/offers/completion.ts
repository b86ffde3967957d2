import { createTool, invalidOption } from '@toolwright/core';
import type { AnyTool, Awaitable, Call, ToolMetadata } from '@toolwright/core';

/** What a completer knows beside the text so far. */
export interface CompletionContext {
  /** The other arguments, as far as the client says them. What is in them is the client's word. */
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly call: Call;
}

/**
 * Suggests values for one argument, best first: a list, of which those that begin like the text so far are suggested,
 * whatever their case; or a function of the text so far. Clients get the first 100.
 */
export type Completer =
  | readonly string[]
  | ((value: string, context: CompletionContext) => Awaitable<readonly string[]>);

/** Completers by the names of their arguments. */
export type Completers = Readonly<Record<string, Completer>>;

/** What is to be completed. */
export interface CompletionInput {
  readonly name: string;
  readonly value: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Makes the tool that suggests values. An argument without a completer has no suggestions. */
export function completionTool(metadata: ToolMetadata, completers: Completers): AnyTool {
  return createTool({
    metadata,
    execute: ({ input, call }) => {
      const { name, value, arguments: others } = input as CompletionInput;
      const completer = Object.hasOwn(completers, name) ? completers[name] : undefined;
      if (completer === undefined) return [];
      if (typeof completer === 'function') return completer(value, { arguments: others, call });
      const begun = value.toLowerCase();
      return completer.filter((item) => item.toLowerCase().startsWith(begun));
    },
  });
}

/** Throws `INVALID_OPTIONS` for completers that are none, or of arguments that are not there. */
export function checkCompleters(completers: Completers, names: readonly string[]): void {
  for (const [name, completer] of Object.entries(completers)) {
    const option = `complete.${name}`;
    if (!names.includes(name)) throw invalidOption(option, `for one of ${names.join(', ') || 'none'}`, name);
    const isList = Array.isArray(completer) && completer.every((item) => typeof item === 'string');
    if (!isList && typeof completer !== 'function')
      throw invalidOption(option, 'a list of texts, or a function', completer);
  }
}
