import type { JsonObject } from '@toolwright/core';
import type { z } from 'zod';
import { objectSchema } from '../fields/object-schema.ts';
import type { ObjectOptions } from '../fields/object-schema.ts';
import { fieldSchemas } from './field-from-literal.ts';

/** An object schema as data. */
export interface SchemaTemplate extends ObjectOptions {
  /** Fields by name: `{ type, options }`, or the options beside the type. */
  readonly fields: Readonly<Record<string, TemplateField | JsonObject>>;
}

/** A field as data. */
export interface TemplateField {
  /** The builder's name without `Field`: `string`, `email`, `array`… */
  readonly type: string;
  /** The builder's options; `values` of an enum, `items` of an array, `fields` of an object, `values` of a record. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Makes an object schema of data. Throws INVALID_OPTIONS naming the field, and the known types where it knows none. */
export function schemaFromTemplate(template: SchemaTemplate): z.ZodObject {
  return objectSchema(fieldSchemas(template.fields), template);
}
