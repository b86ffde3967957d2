import type { Random } from '../ports/random.ts';

/**
 * Makes what answers an id at each call that no other call answers, in this process or in another: a name of its own and
 * a number that goes up.
 */
export function uniqueIds(random: Random): () => string {
  const name = `${Buffer.from(random.bytes(9)).toString('base64url')}-`;
  // V8 keeps the text of small numbers; that of large ones is made anew and lives on for a while. So thousands go apart.
  let thousands = 0;
  let prefix = name;
  let ones = 0;
  return () => {
    ones += 1;
    if (ones === 1_000) {
      ones = 0;
      thousands += 1;
      prefix = name + thousands;
    }
    if (thousands === 0 || ones > 99) return prefix + ones;
    return `${prefix}${ones > 9 ? '0' : '00'}${ones}`;
  };
}
