import { z } from 'zod';
import { fieldClass } from './field-class.ts';
import { pickNotes } from './field-notes.ts';
import type { FieldNotes } from './field-options.ts';

const BooleanField = /* @__PURE__ */ fieldClass('BooleanField', z.ZodBoolean);

/** Makes the schema of `true` or `false`, without its presence. */
export function booleanSchema(options?: FieldNotes): z.ZodBoolean {
  return new BooleanField({ type: 'boolean', notes: pickNotes(options) });
}
