import { canonicalJson } from '@toolwright/core';
import type { Awaitable, Schema } from '@toolwright/core';

/** How values become text and come back. Equal values should give equal text, so that they can be compared. */
export interface Codec<T> {
  encode(value: T): string;
  /** Throws when the text is not one of its own, or not one any more. */
  decode(text: string): Awaitable<T>;
}

/**
 * Values as JSON, members sorted. With a `schema` every value read is validated first, so that what an older program
 * wrote is either made to fit or refused; what is written is not validated.
 *
 * `encode` throws a `TypeError` on what JSON cannot say; `decode` throws on text that is not JSON, or that the schema
 * refuses.
 */
export function jsonCodec<T>(schema?: Schema<unknown, T>): Codec<T> {
  return {
    encode: canonicalJson,
    async decode(text) {
      const value: unknown = JSON.parse(text);
      // Without a schema it is the caller who says what stands behind the key.
      if (schema === undefined) return value as T;
      const result = await schema['~standard'].validate(value);
      if (result.issues === undefined) return result.value;
      throw new TypeError(result.issues.map((issue) => issue.message).join('; '));
    },
  };
}
