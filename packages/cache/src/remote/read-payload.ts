import type { AnySchema } from '@toolwright/core';
import type { ScopeSettings } from '../scope-settings.ts';
import { jsonCodec } from '../values/codec.ts';

/** What reading a stored text came to. */
export type ReadPayload =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

const unreadable = { ok: false, reason: 'unreadable' } as const;

/** Decodes a stored text and holds it against the namespace's schema, if there is one. Never throws or rejects. */
export function readPayload(settings: ScopeSettings, payload: string): ReadPayload | Promise<ReadPayload> {
  const { codec = jsonCodec, schema } = settings;
  try {
    const value = codec.decode(payload);
    return schema === undefined ? { ok: true, value } : validated(schema, value);
  } catch {
    return unreadable;
  }
}

async function validated(schema: AnySchema, value: unknown): Promise<ReadPayload> {
  try {
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return { ok: true, value: result.value };
    return { ok: false, reason: 'refused by the schema' };
  } catch {
    return unreadable;
  }
}
