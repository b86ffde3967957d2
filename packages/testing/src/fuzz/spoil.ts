import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';

// What has broken programs before: names of the prototype, numbers at the edge, texts that are code elsewhere.
const nasty: readonly unknown[] = JSON.parse(`[
  null, true, false, 0, -0, -1, 0.5, 9007199254740992, -2147483648, 1e308,
  "", " ", "\\u0000", "__proto__", "constructor", "'; DROP TABLE t; --", "../../etc/passwd", "NaN", "\\ud800",
  "<script>alert(1)</script>", "\${7*7}", [], {}, [[[[[[]]]]]], {"length": -1}, {"then": 1}, {"toString": 1, "valueOf": 1},
  {"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}
]`) as readonly unknown[];
const long: readonly unknown[] = ['💥'.repeat(100), 'x'.repeat(100_000)];

/** Inputs near the valid ones that are mostly wrong: a member gone, of another kind, or one too many. */
export function spoil(valid: Arbitrary<unknown>): Arbitrary<unknown> {
  const change = fc.record({
    how: fc.constantFrom('replace', 'remove', 'add', 'whole'),
    where: fc.nat(1_000),
    value: fc.oneof(
      fc.constantFrom(...nasty, ...long).map((value): unknown => structuredClone(value)),
      fc.jsonValue({ maxDepth: 3 }),
    ),
  });
  return fc.tuple(valid, change).map(([input, { how, where, value }]) => {
    if (how === 'whole' || !isObject(input)) return value;
    return changed(structuredClone(input), how, where, value);
  });
}

function changed(
  input: Record<string, unknown>,
  how: string,
  where: number,
  value: unknown,
): Record<string, unknown> {
  const keys = Object.keys(input);
  const key = keys[where % Math.max(keys.length, 1)];
  if (how === 'add' || key === undefined) return set(input, 'unknownMember', value);
  const inner = input[key];
  // Now and then one level deeper: what is inside is checked by other code.
  if (isObject(inner) && where % 2 === 1) changed(inner, how, where >>> 1, value);
  else if (how === 'remove') delete input[key];
  else set(input, key, value);
  return input;
}

/** Sets an own member, whatever its name. */
function set(target: Record<string, unknown>, key: string, value: unknown): Record<string, unknown> {
  return Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
