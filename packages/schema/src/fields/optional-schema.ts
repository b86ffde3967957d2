import type { JsonObject } from '@toolwright/core';
import { z } from 'zod';
import { fieldClass } from './field-class.ts';

const OptionalField = /* @__PURE__ */ fieldClass('OptionalField', z.ZodOptional);

/** Makes a field optional, with further JSON Schema members if given. */
export function optionalSchema(schema: z.core.$ZodType, keywords?: JsonObject): z.ZodOptional {
  return new OptionalField({ type: 'optional', innerType: schema, keywords });
}
