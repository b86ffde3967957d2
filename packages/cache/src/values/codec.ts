/** Turns values into text and back, for those that JSON cannot say. `decode` throws on text it cannot read. */
export interface Codec {
  encode(value: unknown): string;
  decode(text: string): unknown;
}

/** JSON as the platform writes it. */
export const jsonCodec: Codec = {
  encode: (value) => JSON.stringify(value),
  decode: (text) => JSON.parse(text) as unknown,
};
