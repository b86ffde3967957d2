/** Counts how many different texts there were, in memory that does not grow with them. */
export interface DistinctCounter {
  add(text: string): void;
  count(): { readonly value: number; readonly exact: boolean };
}

const exactUpTo = 1_000;
// 4 096 registers: a standard error of 1.6 %.
const indexBits = 12;
const registers = 1 << indexBits;

/**
 * Counts exactly up to 1 000, then by HyperLogLog (Flajolet and others, 2007; linear counting for few) on 32-bit
 * hashes: good to some ten million.
 */
export function createDistinctCounter(): DistinctCounter {
  let seen: Set<string> | undefined = new Set();
  const ranks = new Uint8Array(registers);
  const note = (text: string): void => {
    const hash = hashOf(text);
    const index = hash >>> (32 - indexBits);
    const rank = Math.min(Math.clz32(hash << indexBits) + 1, 32 - indexBits + 1);
    if (rank > ranks[index]!) ranks[index] = rank;
  };
  return {
    add(text) {
      if (seen === undefined) {
        note(text);
        return;
      }
      seen.add(text);
      if (seen.size <= exactUpTo) return;
      for (const known of seen) note(known);
      seen = undefined;
    },
    count: () =>
      seen === undefined ? { value: estimate(ranks), exact: false } : { value: seen.size, exact: true },
  };
}

function estimate(ranks: Uint8Array): number {
  let sum = 0;
  let empty = 0;
  for (const rank of ranks) {
    sum += 2 ** -rank;
    if (rank === 0) empty += 1;
  }
  const raw = ((0.7213 / (1 + 1.079 / registers)) * registers ** 2) / sum;
  return Math.round(raw <= 2.5 * registers && empty > 0 ? registers * Math.log(registers / empty) : raw);
}

/** FNV-1a over UTF-16 units, then MurmurHash3's finalizer, which spreads it over all 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
