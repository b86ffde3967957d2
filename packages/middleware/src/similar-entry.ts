import type { Cache, CacheEntry, Call, SimilarityIndex } from '@toolwright/core';

/** Which questions may be answered by each other. */
export interface SimilarOptions {
  readonly index: SimilarityIndex;
  /** The question, as text. */
  readonly text: (call: Call) => string;
  /** What of the input must be equal. @default the input without the members that are the text */
  readonly rest?: (call: Call) => unknown;
}

/** What a similar question is looked up by. */
export interface SimilarLookup {
  readonly cache: Cache;
  readonly similar: SimilarOptions;
  readonly call: Call;
  /** The key of the exact question. */
  readonly key: string;
  /** Everything but the text, which must be equal. */
  readonly scope: string;
}

/** What the look-up came to. */
export interface SimilarFinding {
  readonly entry?: CacheEntry<unknown>;
  /** Lets later questions find this one's result. */
  remember(): Promise<void>;
}

/**
 * Looks for the result of the exact question, then for that of the nearest earlier one that asks for the same. Tells in
 * `metadata.similar` what was near, and why it was not used.
 */
export async function similarEntry(lookup: SimilarLookup): Promise<SimilarFinding> {
  const { cache, similar, call, key, scope } = lookup;
  const exact = await cache.get<unknown>(key);
  const text = similar.text(call);
  const remember = (): Promise<void> => similar.index.add(scope, text, key);
  if (exact !== undefined && !exact.stale) return { entry: exact, remember };
  const match = await similar.index.nearest(scope, text, { signal: call.signal });
  if (match === undefined) return { remember };
  const { similarity, refused, shadow } = match;
  call.annotate('similar', {
    similarity,
    text: match.text,
    used: refused === undefined && shadow !== true,
    ...(refused !== undefined && { refused }),
    ...(shadow === true && { shadow }),
  });
  if (refused !== undefined || shadow === true) return { remember };
  const entry = await cache.get<unknown>(match.key);
  return entry === undefined || entry.stale ? { remember } : { entry, remember };
}

/** What of the input must be equal for one question to answer another: "in euros" is no other word for "in dollars". */
export function otherInputs(call: Call, { text, rest }: SimilarOptions): unknown {
  if (rest !== undefined) return rest(call);
  const { input } = call;
  const question = text(call);
  if (input === question) return null;
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return Object.fromEntries(Object.entries(input).filter(([, member]) => member !== question));
}
