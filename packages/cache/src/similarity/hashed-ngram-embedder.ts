import { numberOption } from '@toolwright/core';
import type { Embedder } from '@toolwright/core';
import { wordsOf } from './words.ts';

/** How the embedder hashes. */
export interface HashedNgramOptions {
  /** At least 16. @default 512 */
  readonly dimensions?: number;
}

/**
 * Turns texts into vectors without a model: counts words, and runs of three and four characters within them, hashed
 * into signed dimensions (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009). It knows
 * spelling and no meaning: use it to find the same question asked with other small words, order or inflection.
 */
export function hashedNgramEmbedder(options: HashedNgramOptions = {}): Embedder {
  const dimensions = numberOption('dimensions', options.dimensions ?? 512, { min: 16, integer: true });
  return {
    name: `hashed-ngram-${dimensions}`,
    dimensions,
    embed: async (texts, embedOptions) => {
      embedOptions?.signal?.throwIfAborted();
      return texts.map((text) => embedText(text, dimensions));
    },
  };
}

function embedText(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  const add = (feature: string, weight: number): void => {
    const hash = fnv1a(feature);
    const index = (hash >>> 1) % dimensions;
    vector[index] = vector[index]! + (hash & 1 ? weight : -weight);
  };
  for (const { plain } of wordsOf(text)) {
    add(`word ${plain}`, 1);
    const padded = ` ${plain} `;
    for (const length of [3, 4]) {
      for (let start = 0; start + length <= padded.length; start += 1) {
        add(padded.slice(start, start + length), 0.5);
      }
    }
  }
  return normalized(vector);
}

/** The vector with length 1; one of zeros stays so. */
export function normalized(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** FNV-1a, 32 bits, over UTF-16 code units, with a final mix so that the low bits are worth using. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
