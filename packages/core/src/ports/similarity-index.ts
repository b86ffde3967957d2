/** Turns texts into vectors whose angle says how alike they are. */
export interface Embedder {
  /** Names the model: vectors of different names are never compared. */
  readonly name: string;
  readonly dimensions: number;
  /** One vector per text, in order. Rejects when the model cannot answer, or with the signal's reason. */
  embed(
    texts: readonly string[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<readonly Float32Array[]>;
}

/** The nearest earlier text. */
export interface SimilarityMatch {
  /** What was handed to `add` with the text. */
  readonly key: string;
  readonly text: string;
  /** Cosine, from -1 to 1. */
  readonly similarity: number;
  /** Why the match must not be used although it is near: numbers differ, a negation differs… */
  readonly refused?: string;
  /** Only measured: the match would have been used. */
  readonly shadow?: boolean;
}

/** Finds the earlier text that asks for the same. A failing embedder costs a match, never a call. */
export interface SimilarityIndex {
  /** `scope` is everything that must be exactly equal: tool, version, tenant, caller, the other inputs. */
  nearest(
    scope: string,
    text: string,
    options?: { readonly signal?: AbortSignal },
  ): Promise<SimilarityMatch | undefined>;
  add(scope: string, text: string, key: string, options?: { readonly signal?: AbortSignal }): Promise<void>;
}
