import { invalidOption } from '@toolwright/core';
import type { Awaitable, Call, JsonObject } from '@toolwright/core';
import type { ContentBlock } from '../content.ts';
import { checkCompleters } from './completion.ts';
import type { Completers } from './completion.ts';
import { offerTools } from './offer.ts';
import type { OfferMetadata, OfferTools } from './offer.ts';
import { argumentSchema, listedArguments } from './prompt-arguments.ts';
import type { PromptInput, PromptValues } from './prompt-arguments.ts';

/** One message of a prompt. */
export interface PromptMessage {
  readonly role: 'user' | 'assistant';
  readonly content: ContentBlock;
}

/** A prompt as its author writes it. */
export interface PromptDefinition<Input extends PromptInput = readonly []> extends OfferMetadata {
  /** @default none */
  readonly arguments?: Input;
  /** What suggests values for the arguments, by their names. @default nothing */
  readonly complete?: Completers;
  /** Writes the prompt, behind the rails of the toolbox: a text is one message of the user. May ask, as a tool does. */
  readonly render: (context: {
    readonly arguments: PromptValues<Input>;
    readonly call: Call;
  }) => Awaitable<string | readonly PromptMessage[]>;
}

/** A prompt, as `createPrompt` makes it. */
export interface McpPrompt extends OfferTools {
  readonly name: string;
  readonly permissions: readonly string[];
  readonly argumentNames: readonly string[];
  /** What a list shows of it. */
  readonly entry: JsonObject;
}

/**
 * Makes a prompt for `createServer({ mcp: { prompts } })`. Its renderings are calls named `prompt.<name>`.
 *
 * @throws `INVALID_OPTIONS` for a bad name, argument, permission, completer or time.
 */
export function createPrompt<const Input extends PromptInput = readonly []>(
  definition: PromptDefinition<Input>,
): McpPrompt {
  const { name, title, description, icons, permissions = [], complete = {}, render } = definition;
  if (typeof render !== 'function') throw invalidOption('render', 'a function', render);
  const input: PromptInput = definition.arguments ?? [];
  const tools = offerTools('prompt', definition, {
    input: argumentSchema(input),
    execute: async ({ input: values, call }) =>
      messagesOf(await render({ arguments: values as PromptValues<Input>, call })),
    complete,
  });
  const listed = listedArguments(input, tools.run.schema);
  const argumentNames = listed.map((argument) => argument.name);
  checkCompleters(complete, argumentNames);
  // What is not said is not written.
  const entry = JSON.parse(
    JSON.stringify({ name, title, description, icons, ...(listed.length > 0 && { arguments: listed }) }),
  ) as JsonObject;
  return { name, permissions, argumentNames, entry, ...tools };
}

function messagesOf(rendered: string | readonly PromptMessage[]): readonly PromptMessage[] {
  return typeof rendered === 'string'
    ? [{ role: 'user', content: { type: 'text', text: rendered } }]
    : rendered;
}
