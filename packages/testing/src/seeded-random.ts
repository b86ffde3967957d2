import type { Random } from '@toolwright/core';

/**
 * Chance that repeats: the same seed gives the same numbers and bytes, on every machine.
 *
 * Not for secrets. The generator is sfc32 of PractRand (http://pracrand.sourceforge.net), seeded through the
 * finaliser of MurmurHash3, so that neighbouring seeds have nothing in common.
 */
export function seededRandom(seed: number | string): Random {
  const nextWord = sfc32(String(seed));
  return {
    next: () => ((nextWord() >>> 5) * 67_108_864 + (nextWord() >>> 6)) / 9_007_199_254_740_992,
    bytes: (length) => Uint8Array.from({ length }, () => nextWord() >>> 24),
  };
}

function sfc32(seed: string): () => number {
  let hash = 0;
  for (let index = 0; index < seed.length; index += 1) hash = mix(hash ^ seed.charCodeAt(index));
  let a = mix(hash + 1);
  let b = mix(hash + 2);
  let c = mix(hash + 3);
  let counter = 1;
  const nextWord = (): number => {
    const word = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    return word >>> 0;
  };
  for (let round = 0; round < 12; round += 1) nextWord();
  return nextWord;
}

function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16) ^ 0x9e3779b9, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
