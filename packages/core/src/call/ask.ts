import { invalidOption } from '../errors/invalid-options.ts';
import { toToolError } from '../errors/tool-error.ts';
import type { JsonObject } from '../json/json-value.ts';
import type { AnySchema, SchemaOutput } from '../ports/schema.ts';
import { invalidInput } from '../schema/schema-failure.ts';
import { jsonSchemaOf } from '../schema/json-schema.ts';
import type { CallState } from './call-state.ts';
import type { AskOptions } from './call.ts';

/** Thrown through `execute` to end a run that waits for a person. Not an error: it never leaves the kernel. */
export class InputNeeded {
  readonly name = 'InputNeeded';
}

/** Returns the answer to this question when the caller brought one, else ends the run. */
export async function askFor<S extends AnySchema>(
  call: CallState,
  schema: S,
  { prompt, id, via }: AskOptions & { readonly prompt: string },
): Promise<SchemaOutput<S>> {
  const name = call.askPrefix + (id === undefined ? `ask-${(call.asked += 1)}` : checkedId(id));
  const answers = call.options.answers;
  if (answers !== undefined && Object.hasOwn(answers, name)) {
    const result = await schema['~standard'].validate(answers[name]);
    if (result.issues === undefined) return result.value as SchemaOutput<S>;
    throw toToolError(invalidInput(`The answer "${name}"`, answers[name], result.issues));
  }
  const described: JsonObject | undefined = jsonSchemaOf(schema, 'input');
  call.suspend([
    {
      id: name,
      prompt,
      ...(described !== undefined && { schema: described }),
      ...(via !== undefined && { via }),
    },
  ]);
  throw new InputNeeded();
}

function checkedId(id: string): string {
  if (/^[\w-]{1,64}$/.test(id) && !/^ask-\d+$/.test(id)) return id;
  throw invalidOption('id', '1 to 64 of A-Z a-z 0-9 _ -, and not "ask-1" and the like', id);
}
