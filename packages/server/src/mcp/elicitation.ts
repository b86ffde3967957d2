import type { AskRequest, InputRequest, JsonObject, JsonValue } from '@toolwright/core';
import { isRecord } from './rpc-message.ts';
import type { RpcParams } from './rpc-message.ts';

// What clients know of the fields of a form.
const fieldKeys = [
  'type',
  'title',
  'description',
  'default',
  'enum',
  'enumNames',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'items',
  'minItems',
  'maxItems',
];
const formats: readonly unknown[] = ['email', 'uri', 'date', 'date-time'];
const plainTypes: readonly unknown[] = ['string', 'number', 'integer', 'boolean'];
// Marks a question whose answer is no object: the form has it as its one field.
const single = 'answer';

/** One question as the client puts it to a person; `undefined`: no form can show it. */
export function elicitationOf({
  id,
  prompt,
  schema,
}: InputRequest): readonly [string, AskRequest] | undefined {
  const form = schema === undefined ? undefined : formOf(schema);
  if (form === undefined) return undefined;
  const { key, requestedSchema } = form;
  const params = { mode: 'form', message: prompt, requestedSchema };
  return [key === undefined ? id : `${id}.${key}`, { method: 'elicitation/create', params }];
}

/** What came of the questions. */
export type Responses =
  | { readonly kind: 'answers'; readonly answers: Readonly<Record<string, JsonValue>> }
  | { readonly kind: 'declined' }
  | { readonly kind: 'malformed' };

/** Reads `inputResponses`; what answers no question of ours is left out by whoever looks for its id. */
export function readResponses(given: unknown): Responses {
  if (given === undefined) return { kind: 'answers', answers: {} };
  if (!isRecord(given)) return { kind: 'malformed' };
  const answers: [string, JsonValue][] = [];
  for (const [name, response] of Object.entries(given)) {
    if (!isRecord(response)) return { kind: 'malformed' };
    const { action, content = {} } = response;
    const isSingle = name.endsWith(`.${single}`);
    const id = isSingle ? name.slice(0, -single.length - 1) : name;
    if (action === 'accept' && isRecord(content))
      answers.push([id, (isSingle ? content[single] : content) as JsonValue]);
    else if (action === 'decline' || action === 'cancel') return { kind: 'declined' };
    // What a model said, or the client's roots: the answer is the whole of it.
    else if (action === undefined && ('role' in response || 'roots' in response))
      answers.push([name, response as JsonObject]);
    else return { kind: 'malformed' };
  }
  return { kind: 'answers', answers: Object.fromEntries(answers) };
}

interface Form {
  /** The name of the one field, where the answer is that field. */
  readonly key?: string;
  readonly requestedSchema: JsonObject;
}

function formOf(schema: JsonObject): Form | undefined {
  const field = fieldOf(schema);
  if (field !== undefined)
    return {
      key: single,
      requestedSchema: { type: 'object', properties: { [single]: field }, required: [single] },
    };
  const { type, properties, required = [] } = schema;
  if (type !== 'object' || !isRecord(properties)) return undefined;
  const fields = Object.entries(properties).map(([name, value]) => [name, fieldOf(value)] as const);
  if (fields.some(([, value]) => value === undefined)) return undefined;
  return { requestedSchema: { type, properties: Object.fromEntries(fields) as JsonObject, required } };
}

/** A field of a form, with what clients know of it alone: the answer is checked here, against all of the schema. */
function fieldOf(schema: JsonValue | undefined): JsonObject | undefined {
  if (!isRecord(schema)) return undefined;
  const { type, format, items } = schema;
  const isKept = ([key]: readonly [string, unknown]): boolean =>
    fieldKeys.includes(key) || (key === 'format' && formats.includes(format));
  const kept = Object.fromEntries(Object.entries(schema).filter(isKept)) satisfies JsonObject;
  const choices = choicesOf(schema);
  if (choices !== undefined) return { ...kept, type: 'string', oneOf: choices };
  if (type !== 'array') return plainTypes.includes(type) ? kept : undefined;
  if (!isRecord(items)) return undefined;
  const several = choicesOf(items);
  if (several !== undefined) return { ...kept, items: { anyOf: several } };
  return Array.isArray(items['enum']) ? kept : undefined;
}

/** The choices of a union of texts, each with the title that people see. */
function choicesOf({ anyOf, oneOf = anyOf }: RpcParams): JsonObject[] | undefined {
  if (!Array.isArray(oneOf)) return undefined;
  const choices = (oneOf as unknown[]).map((choice): JsonObject | undefined => {
    if (!isRecord(choice) || typeof choice['const'] !== 'string') return undefined;
    const { const: value, title = value } = choice;
    return { const: value, title: String(title) };
  });
  return choices.every((choice) => choice !== undefined) ? choices : undefined;
}
