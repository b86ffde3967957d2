/** What a change does to the values that a schema accepts. */
export type Effect = 'narrowed' | 'widened' | 'changed' | 'none';

/** One difference between two schemas. */
export interface SchemaDifference {
  /** Where, as a person writes it: `days[].city`; empty: the whole value. */
  readonly path: string;
  readonly effect: Effect;
  /** What changed, in words. */
  readonly what: string;
}

/** One change of a tool that callers can notice. */
export interface SchemaChange {
  readonly tool: string;
  readonly breaking: boolean;
  /** What changed, and for whom it matters. */
  readonly message: string;
}
