/** The rules of the schema lint. */
export type LintRule =
  | 'string-without-max-length'
  | 'array-without-max-items'
  | 'object-without-max-keys'
  | 'pattern-exponential'
  | 'pattern-unjudged'
  | 'pattern-unanchored'
  | 'capabilities-span-domains'
  | 'no-json-schema';

/** Something in a definition that works and will hurt later. */
export interface LintFinding {
  readonly rule: LintRule;
  /** Where: `input.tags[].name`. */
  readonly path: string;
  /** What is wrong, and why it matters. */
  readonly message: string;
  /** What to write instead. */
  readonly suggestion: string;
}
