import type { z } from 'zod';
import { notesOf } from '../fields/field-notes.ts';
import { schemasAt, schemasHere } from './schemas-below.ts';

/** Whether the value at `path` is, or lies in, a field that is marked sensitive. */
export function isSensitiveAt(root: z.core.$ZodType, path: readonly PropertyKey[]): boolean {
  let here = schemasHere(root);
  for (const key of path) {
    if (hasSensitive(here)) return true;
    const next = new Set<z.core.$ZodType>();
    for (const schema of here) {
      for (const below of schemasAt(schema, key)) schemasHere(below, next);
    }
    here = next;
  }
  return hasSensitive(here);
}

function hasSensitive(schemas: ReadonlySet<z.core.$ZodType>): boolean {
  return [...schemas].some((schema) => notesOf(schema)?.sensitive);
}
