/** Anything JSON can say. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object. `undefined` members are left out, as `JSON.stringify` leaves them out. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}
