import { invalidOption, numberOption, systemClock, ToolError, withDeadline } from '@toolwright/core';
import type { Clock, Embedder, SimilarityIndex, SimilarityMatch } from '@toolwright/core';
import { strictGuards } from './guards.ts';
import type { SimilarityGuard } from './guards.ts';
import { hashedNgramEmbedder, normalized } from './hashed-ngram-embedder.ts';

/** How earlier texts are found. */
export interface SimilarityIndexOptions {
  /** @default the hashed n-gram embedder, which needs no model */
  readonly embedder?: Embedder;
  /** The least cosine of a match, from 0 to 1. @default 0.8 */
  readonly threshold?: number;
  /** What a match must pass. @default strictGuards; give `paraphraseGuards` to an embedder that knows meaning */
  readonly guards?: readonly SimilarityGuard[];
  /** `shadow` only measures: every match says so and is not to be used. Begin there. @default 'shadow' */
  readonly mode?: 'shadow' | 'serve';
  /** Texts remembered in all, at least 1; those of the scope that was not used for longest go first. @default 10_000 */
  readonly maxEntries?: number;
  /** Texts remembered per scope, at least 1: a search looks at each. @default 1_000 */
  readonly maxEntriesPerScope?: number;
  /** The longest the embedder is waited for, above 0. @default 1_000 */
  readonly timeoutMs?: number;
  /** @default the system clock */
  readonly clock?: Clock;
}

/** What an index did: read it in shadow mode before serving. */
export interface SimilarityStatistics {
  readonly lookups: number;
  /** Matches that could be used, those in shadow mode included. */
  readonly matches: number;
  /** Near texts that a guard refused, by its reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** Texts that the embedder did not answer for. */
  readonly failures: number;
  readonly entries: number;
}

/** Core's index, with its numbers. */
export interface TextSimilarityIndex extends SimilarityIndex {
  statistics(): SimilarityStatistics;
}

interface Remembered {
  readonly text: string;
  readonly key: string;
  readonly vector: Float32Array;
}

/** Makes an index in memory. Throws `INVALID_OPTIONS`. */
export function createSimilarityIndex(options: SimilarityIndexOptions = {}): TextSimilarityIndex {
  return new EmbeddedTexts(options);
}

class EmbeddedTexts implements TextSimilarityIndex {
  readonly #embedder: Embedder;
  readonly #threshold: number;
  readonly #guards: readonly SimilarityGuard[];
  readonly #shadow: boolean;
  readonly #maxEntries: number;
  readonly #maxPerScope: number;
  readonly #timeoutMs: number;
  readonly #clock: Clock;
  /** Least recently used scope first; oldest text first. */
  readonly #scopes = new Map<string, Map<string, Remembered>>();
  readonly #refused: Record<string, number> = {};
  #entries = 0;
  #lookups = 0;
  #matches = 0;
  #failures = 0;

  constructor(options: SimilarityIndexOptions) {
    const { embedder = hashedNgramEmbedder(), mode = 'shadow', guards = strictGuards } = options;
    if (mode !== 'shadow' && mode !== 'serve') throw invalidOption('mode', '"shadow" or "serve"', mode);
    this.#embedder = embedder;
    this.#guards = guards;
    this.#shadow = mode === 'shadow';
    this.#clock = options.clock ?? systemClock;
    this.#threshold = numberOption('threshold', options.threshold ?? 0.8, { min: 0, max: 1 });
    this.#maxEntries = numberOption('maxEntries', options.maxEntries ?? 10_000, { min: 1, integer: true });
    const perScope = options.maxEntriesPerScope ?? 1_000;
    this.#maxPerScope = numberOption('maxEntriesPerScope', perScope, { min: 1, integer: true });
    this.#timeoutMs = numberOption('timeoutMs', options.timeoutMs ?? 1_000, { min: 1 });
  }

  async nearest(
    scope: string,
    text: string,
    options?: { readonly signal?: AbortSignal },
  ): Promise<SimilarityMatch | undefined> {
    this.#lookups += 1;
    const texts = this.#touch(scope);
    if (texts === undefined) return undefined;
    const vector = await this.#embed(text, options?.signal);
    if (vector === undefined) return undefined;
    const match = this.#best(texts, text, vector);
    if (match === undefined) return undefined;
    if (match.refused !== undefined) {
      this.#refused[match.refused] = (this.#refused[match.refused] ?? 0) + 1;
      return match;
    }
    this.#matches += 1;
    return this.#shadow ? { ...match, shadow: true } : match;
  }

  async add(
    scope: string,
    text: string,
    key: string,
    options?: { readonly signal?: AbortSignal },
  ): Promise<void> {
    const vector = await this.#embed(text, options?.signal);
    if (vector === undefined) return;
    const texts = this.#touch(scope) ?? new Map<string, Remembered>();
    this.#scopes.set(scope, texts);
    if (!texts.delete(text)) this.#entries += 1;
    texts.set(text, { text, key, vector });
    if (texts.size > this.#maxPerScope) this.#forgetOldest(scope, texts);
    for (const [least, oldest] of this.#scopes) {
      if (this.#entries <= this.#maxEntries) return;
      while (this.#entries > this.#maxEntries && oldest.size > 0) this.#forgetOldest(least, oldest);
    }
  }

  statistics(): SimilarityStatistics {
    return {
      lookups: this.#lookups,
      matches: this.#matches,
      refused: { ...this.#refused },
      failures: this.#failures,
      entries: this.#entries,
    };
  }

  /** The nearest text that no guard refuses, else the nearest of all with the reason. */
  #best(
    texts: ReadonlyMap<string, Remembered>,
    text: string,
    vector: Float32Array,
  ): SimilarityMatch | undefined {
    const near: { readonly one: Remembered; readonly similarity: number }[] = [];
    for (const one of texts.values()) {
      const similarity = cosine(vector, one.vector);
      if (similarity >= this.#threshold) near.push({ one, similarity });
    }
    let refusal: SimilarityMatch | undefined;
    for (const { one, similarity } of near.toSorted((a, b) => b.similarity - a.similarity)) {
      const match = { key: one.key, text: one.text, similarity };
      const refused = this.#refusal(text, one.text);
      if (refused === undefined) return match;
      refusal ??= { ...match, refused };
    }
    return refusal;
  }

  #refusal(asked: string, earlier: string): string | undefined {
    for (const guard of this.#guards) {
      const reason = guard(asked, earlier);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  async #embed(text: string, signal: AbortSignal | undefined): Promise<Float32Array | undefined> {
    const { name, dimensions } = this.#embedder;
    try {
      const [vector] = await withDeadline((inner) => this.#embedder.embed([text], { signal: inner }), {
        clock: this.#clock,
        timeoutMs: this.#timeoutMs,
        signal,
        onTimeout: () =>
          new ToolError('OPERATION_TIMEOUT', `"${name}" took longer than ${this.#timeoutMs} ms`),
      });
      if (vector?.length === dimensions) return normalized(vector);
    } catch (error) {
      if (signal?.aborted === true) throw error;
    }
    this.#failures += 1;
    return undefined;
  }

  /** The texts of a scope, which now is the one used last. */
  #touch(scope: string): Map<string, Remembered> | undefined {
    const texts = this.#scopes.get(scope);
    if (texts === undefined) return undefined;
    this.#scopes.delete(scope);
    this.#scopes.set(scope, texts);
    return texts;
  }

  #forgetOldest(scope: string, texts: Map<string, Remembered>): void {
    for (const oldest of texts.keys()) {
      texts.delete(oldest);
      this.#entries -= 1;
      if (texts.size === 0) this.#scopes.delete(scope);
      return;
    }
  }
}

function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += a[index]! * b[index]!;
  return sum;
}
