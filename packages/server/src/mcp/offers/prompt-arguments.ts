import { invalidOption, jsonSchemaOf } from '@toolwright/core';
import type {
  AnySchema,
  JsonObject,
  SchemaIssue,
  SchemaResult,
  SchemaSource,
  SourceOutput,
  ToolSchemas,
} from '@toolwright/core';
import { isRecord } from '../rpc-message.ts';

/** One argument of a prompt, written as data. */
export interface PromptArgument {
  readonly name: string;
  /** For people: the name as shown. @default the name */
  readonly title?: string;
  readonly description?: string;
  /** @default false */
  readonly required?: boolean;
}

/** What a prompt takes: a list of texts, or a schema of an object whose fields can be read from texts. */
export type PromptInput = readonly PromptArgument[] | SchemaSource;

/** What `render` gets of a list of arguments. */
export type ListedArguments<List extends readonly PromptArgument[]> = {
  readonly [Item in List[number] as Item['name']]: Item extends { readonly required: true }
    ? string
    : string | undefined;
};

/** What `render` gets. */
export type PromptValues<Input> = Input extends readonly PromptArgument[]
  ? ListedArguments<Input>
  : SourceOutput<Input>;

/** The schema that checks the arguments: of a list, one that takes texts and leaves out what is not listed. */
export function argumentSchema(input: PromptInput): SchemaSource {
  return isList(input) ? textsOf(checkedList(input)) : input;
}

/** The arguments as a list shows them, of a list or of the fields of a schema. */
export function listedArguments(
  input: PromptInput,
  { input: schema }: ToolSchemas,
): readonly PromptArgument[] {
  if (isList(input)) return input;
  const { type, properties, required = [] } = (schema && jsonSchemaOf(schema, 'input')) ?? {};
  if (type !== 'object' || !isRecord(properties))
    throw invalidOption('arguments', 'a list, or the schema of an object that JSON Schema can say', type);
  return Object.entries(properties).map(([name, field]) => ({
    name,
    ...textOf(field as JsonObject, 'title'),
    ...textOf(field as JsonObject, 'description'),
    required: (required as readonly unknown[]).includes(name),
  }));
}

function isList(input: PromptInput): input is readonly PromptArgument[] {
  return Array.isArray(input);
}

function textOf(
  field: JsonObject,
  member: 'title' | 'description',
): { readonly [_ in typeof member]?: string } {
  const text = field[member];
  return typeof text === 'string' ? { [member]: text } : {};
}

function checkedList(list: readonly PromptArgument[]): readonly PromptArgument[] {
  const names = list.map(({ name }) => name);
  const wrong = names.find(
    (name, index) => typeof name !== 'string' || name === '' || names.indexOf(name) !== index,
  );
  if (wrong !== undefined) throw invalidOption('arguments', 'of different names', wrong);
  return list;
}

function textsOf(list: readonly PromptArgument[]): AnySchema {
  const validate = (value: unknown): SchemaResult<unknown> => {
    const given = isRecord(value) ? value : {};
    const issues = list.flatMap(({ name, required }): SchemaIssue[] => {
      const text = Object.hasOwn(given, name) ? given[name] : undefined;
      if (typeof text === 'string' || (text === undefined && required !== true)) return [];
      return [{ message: text === undefined ? 'Required' : 'Must be text', path: [name] }];
    });
    if (issues.length > 0) return { issues };
    const known = list.filter(({ name }) => Object.hasOwn(given, name));
    return { value: Object.fromEntries(known.map(({ name }) => [name, given[name]])) };
  };
  return { '~standard': { version: 1, vendor: '@toolwright/server', validate } };
}
