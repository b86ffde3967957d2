import type { AnySchema, JsonObject } from '@toolwright/core';
import type { z } from 'zod';
import { definitionOf } from '../zod/zod-internals.ts';
import type { FieldNotes } from './field-options.ts';

/** Composes a plain record of fields and literals into one object schema. */
export type Compose = (record: Readonly<Record<string, unknown>>) => AnySchema;

/**
 * What our fields carry in their zod definition, beside zod's own members. It lives there, not on the instance or in
 * a registry, because every zod method that derives a schema copies the definition and nothing else.
 */
export interface FieldDefinition {
  readonly notes?: FieldNotes | undefined;
  /** Further JSON Schema members of this field. */
  readonly keywords?: JsonObject | undefined;
  readonly compose?: Compose | undefined;
}

/** The notes of a schema that one of our builders made. */
export function notesOf(schema: z.core.$ZodType): FieldNotes | undefined {
  return definitionOf<FieldDefinition>(schema).notes;
}

/** Picks the notes out of a builder's options. */
export function pickNotes(options: FieldNotes | undefined): FieldNotes | undefined {
  if (!options) return undefined;
  const { description, title, examples, deprecated, sensitive } = options;
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(examples !== undefined && { examples }),
    ...(deprecated !== undefined && { deprecated }),
    ...(sensitive !== undefined && { sensitive }),
  };
}
