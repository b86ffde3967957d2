import { toToolError } from '../errors/tool-error.ts';
import type { JsonObject } from '../json/json-value.ts';
import type { AnySchema, SchemaOutput } from '../ports/schema.ts';
import { invalidInput } from '../schema/schema-failure.ts';
import { jsonSchemaOf } from '../schema/json-schema.ts';
import type { CallState } from './call-state.ts';

/** Thrown through `execute` to end a run that waits for a person. Not an error: it never leaves the kernel. */
export class InputNeeded {
  readonly name = 'InputNeeded';
}

/** Returns the answer to this question when the caller brought one, else ends the run. */
export async function askFor<S extends AnySchema>(
  call: CallState,
  schema: S,
  prompt: string,
): Promise<SchemaOutput<S>> {
  call.asked += 1;
  const id = `${call.askPrefix}ask-${call.asked}`;
  const answers = call.options.answers;
  if (answers !== undefined && Object.hasOwn(answers, id)) {
    const result = await schema['~standard'].validate(answers[id]);
    if (result.issues === undefined) return result.value as SchemaOutput<S>;
    throw toToolError(invalidInput(`The answer "${id}"`, answers[id], result.issues));
  }
  const described: JsonObject | undefined = jsonSchemaOf(schema, 'input');
  call.pendingRequests = [{ id, prompt, ...(described !== undefined && { schema: described }) }];
  throw new InputNeeded();
}
