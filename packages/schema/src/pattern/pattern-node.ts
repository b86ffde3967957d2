import type { CharacterSet } from './character-set.ts';

/** A regular expression, taken apart. Positions (`^`, `$`, `\b`) match no character and are left out. */
export type PatternNode =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly body: PatternNode; readonly min: number; readonly max: number };

/** Matches the empty text. */
export const nothing: PatternNode = { kind: 'sequence', parts: [] };
