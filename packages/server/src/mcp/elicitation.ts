import type { InputRequest, JsonObject, JsonValue } from '@toolwright/core';
import { isRecord } from './rpc-message.ts';
import type { RpcParams } from './rpc-message.ts';

// What clients know of the fields of a form.
const fieldKeys = [
  'type',
  'title',
  'description',
  'default',
  'enum',
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
}: InputRequest): readonly [string, JsonObject] | undefined {
  const form = schema === undefined ? undefined : formOf(schema);
  if (form === undefined) return undefined;
  const { key, requestedSchema } = form;
  const params = { mode: 'form', message: prompt, requestedSchema };
  return [key === undefined ? id : `${id}.${key}`, { method: 'elicitation/create', params }];
}

/** Whether a client can put forms to a person. */
export function showsForms(capabilities: RpcParams): boolean {
  const { elicitation } = capabilities;
  return isRecord(elicitation) && ('form' in elicitation || Object.keys(elicitation).length === 0);
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
  const isChoice = type === 'array' && isRecord(items) && Array.isArray(items['enum']);
  if (!isChoice && !plainTypes.includes(type)) return undefined;
  const isKept = ([key]: readonly [string, unknown]): boolean =>
    fieldKeys.includes(key) || (key === 'format' && formats.includes(format));
  return Object.fromEntries(Object.entries(schema).filter(isKept)) satisfies JsonObject;
}
