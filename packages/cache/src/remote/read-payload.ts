import type { AnySchema } from '@toolwright/core';
import type { ScopeSettings } from '../scope-settings.ts';
import { jsonCodec } from '../values/codec.ts';
import { copierOf } from '../values/copier.ts';
import { freezeJson } from '../values/freeze.ts';

/** What reading a stored text came to. */
export type ReadPayload =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

const unreadable = { ok: false, reason: 'unreadable' } as const;

/**
 * Decodes a stored text and holds it against the namespace's schema, if there is one; frozen, unless every reader gets a
 * copy. Never throws or rejects.
 */
export function readPayload(settings: ScopeSettings, payload: string): ReadPayload | Promise<ReadPayload> {
  const { codec = jsonCodec, schema } = settings;
  try {
    const value = codec.decode(payload);
    return schema === undefined ? sound(settings, value) : validated(settings, schema, value);
  } catch {
    return unreadable;
  }
}

/** All who read it here share it. */
function sound(settings: ScopeSettings, value: unknown): ReadPayload {
  if (copierOf(settings) === undefined) freezeJson(value, false);
  return { ok: true, value };
}

async function validated(settings: ScopeSettings, schema: AnySchema, value: unknown): Promise<ReadPayload> {
  try {
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return sound(settings, result.value);
    return { ok: false, reason: 'refused by the schema' };
  } catch {
    return unreadable;
  }
}
