import type { ScopeSettings } from '../scope-settings.ts';
import { jsonCodec } from '../values/codec.ts';

/** What reading a stored text came to. */
export type ReadPayload =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

/** Decodes a stored text and holds it against the namespace's schema, if there is one. Never rejects. */
export async function readPayload(settings: ScopeSettings, payload: string): Promise<ReadPayload> {
  const { codec = jsonCodec, schema } = settings;
  try {
    const value = codec.decode(payload);
    if (schema === undefined) return { ok: true, value };
    const result = await schema['~standard'].validate(value);
    return result.issues === undefined
      ? { ok: true, value: result.value }
      : { ok: false, reason: 'refused by the schema' };
  } catch {
    return { ok: false, reason: 'unreadable' };
  }
}
