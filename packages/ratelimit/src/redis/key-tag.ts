/** How many hash tags the keys of a store fall into: few enough for requests to meet in one call, enough to spread. */
export const tagCount = 64;

/** The tag of a key, from 0: FNV-1a over its UTF-16 code units. */
export function tagOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return ((hash >>> 16) ^ hash) & (tagCount - 1);
}
