import { composeFields } from '@toolwright/core';
import { z } from 'zod';
import { standardProperties } from '../json-schema/standard-properties.ts';
import { definitionOf, replaceConversion } from '../zod/zod-internals.ts';
import { notesOf } from './field-notes.ts';
import type { FieldDefinition } from './field-notes.ts';

/** A zod class whose definition also takes what our fields carry. */
export type FieldClass<T extends z.core.$ZodType> = z.core.$constructor<
  T,
  T['_zod']['def'] & FieldDefinition
>;

/**
 * Derives a zod class whose schemas keep notes and JSON Schema keywords through `.optional()`, `.refine()` and the
 * like, convert to JSON Schema once, and report issues with code, expected and received.
 */
export function fieldClass<T extends z.core.$ZodType>(
  name: string,
  Base: z.core.$constructor<T>,
): FieldClass<T> {
  const initialize = (schema: T, definition: T['_zod']['def'] & FieldDefinition): void => {
    Base.init(schema, definition);
    replaceConversion(schema, (convert) => (context, json, params) => {
      convert(context, json, params);
      Object.assign(json, annotations(definition));
    });
    if (definition.compose) attachCompose(schema, definition.compose);
  };
  return z.core.$constructor(name, initialize, members as never);
}

/** Lets core compose the plain records that this field, or a schema derived from it, is a value of. */
export function withCompose<S extends z.core.$ZodType>(
  schema: S,
  compose: NonNullable<FieldDefinition['compose']>,
): S {
  Object.assign(definitionOf(schema), { compose });
  attachCompose(schema, compose);
  return schema;
}

// zod installs these on the prototype of each class, over its own.
const members = {
  get '~standard'(): unknown {
    const value = standardProperties(this as unknown as z.ZodType);
    Object.defineProperty(this, '~standard', { value, configurable: true, writable: true });
    return value;
  },
  get description(): string | undefined {
    const schema = this as unknown as z.ZodType;
    const { innerType } = definitionOf<{ innerType: z.ZodType }>(schema);
    return (
      z.globalRegistry.get(schema)?.description ?? notesOf(schema)?.description ?? innerType?.description
    );
  },
};

function attachCompose(schema: object, value: unknown): void {
  Object.defineProperty(schema, composeFields, { value, configurable: true });
}

function annotations(definition: FieldDefinition): Record<string, unknown> {
  const { sensitive, deprecated, ...notes } = definition.notes ?? {};
  return {
    ...notes,
    ...(deprecated && { deprecated }),
    ...(sensitive && { 'x-sensitive': true }),
    ...definition.keywords,
  };
}
