/** Characters as sorted, disjoint ranges of code points, both ends included. */
export type CharacterSet = readonly (readonly [from: number, to: number])[];

const last = 0x10ffff;

/** Every character. */
export const anyCharacter: CharacterSet = [[0, last]];

const digits: CharacterSet = [[0x30, 0x39]];
const words: CharacterSet = [...digits, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
const spaces: CharacterSet = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];

/** What `.` matches: all but line ends. */
export const notLineEnd: CharacterSet = complement([
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]);

/** What `\d`, `\w`, `\s` and their opposites match. */
export function classEscape(letter: string): CharacterSet | undefined {
  const set = { d: digits, w: words, s: spaces }[letter.toLowerCase()];
  if (!set) return undefined;
  return letter === letter.toLowerCase() ? set : complement(set);
}

/** Joins sets into one. */
export function union(sets: readonly CharacterSet[]): CharacterSet {
  const merged: [number, number][] = [];
  for (const [from, to] of sets.flat().toSorted((a, b) => a[0] - b[0])) {
    const previous = merged.at(-1);
    if (previous && from <= previous[1] + 1) previous[1] = Math.max(previous[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** All characters that are not in the set. */
export function complement(set: CharacterSet): CharacterSet {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [from, to] of set) {
    if (from > next) gaps.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= last) gaps.push([next, last]);
  return gaps;
}

/** Whether some character is in both sets. */
export function intersects(a: CharacterSet, b: CharacterSet): boolean {
  return a.some(([from, to]) => b.some((other) => from <= other[1] && other[0] <= to));
}
