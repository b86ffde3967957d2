type Triple = readonly [major: number, minor: number, patch: number];

interface Version {
  readonly triple: Triple;
  /** What stands behind the hyphen; empty for a release. */
  readonly pre: string;
}

const versionPattern = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;
const comparatorPattern =
  /^(\^|~|>=|<=|>|<|=)?v?(\d{1,9}|[xX*])(?:\.(\d{1,9}|[xX*]))?(?:\.(\d{1,9}|[xX*])(?:-([0-9A-Za-z.-]+))?)?$/;

/** Whether `text` is a semantic version: `1.2.3`, `1.2.3-beta.1`. */
export function isVersion(text: string): boolean {
  return text.length <= 256 && versionPattern.test(text);
}

/** Whether `text` is a range that {@link versionSatisfies} understands. */
export function isVersionRange(text: string): boolean {
  return (
    text.length <= 256 &&
    alternatives(text).every((comparators) => comparators.every((one) => comparatorPattern.test(one)))
  );
}

/**
 * Whether a version lies in a range, by the rules of npm's semver for `^1.2.3`, `~1.2`, `>=1.0.0 <3`, `1.x`, `*` and
 * their alternatives with `||`. One difference: a pre-release also satisfies a range that merely spans it, since there
 * is no list to pick a better version from.
 */
export function versionSatisfies(version: string, range: string): boolean {
  const parsed = parseVersion(version);
  if (parsed === undefined || !isVersionRange(range)) return false;
  return alternatives(range).some((comparators) => comparators.every((one) => meets(parsed, one)));
}

function alternatives(range: string): readonly (readonly string[])[] {
  return range.split('||').map((side) => side.split(/\s+/).filter((comparator) => comparator !== ''));
}

function parseVersion(text: string): Version | undefined {
  const match = isVersion(text) ? versionPattern.exec(text) : null;
  if (match === null) return undefined;
  return { triple: [Number(match[1]), Number(match[2]), Number(match[3])], pre: match[4] ?? '' };
}

function meets(version: Version, comparator: string): boolean {
  const [, operator = '', ...rest] = comparatorPattern.exec(comparator) ?? [];
  const given = rest
    .slice(0, 3)
    .map((part) => (part === undefined || /\D/.test(part) ? undefined : Number(part)));
  const [major, minor, patch] = given;
  if (major === undefined) return operator !== '>' && operator !== '<';
  const low: Version = { triple: [major, minor ?? 0, patch ?? 0], pre: rest[3] ?? '' };
  const above = firstAbove(operator, major, minor, patch);
  switch (operator) {
    case '>=':
      return compare(version, low) >= 0;
    case '<':
      return compare(version, low) < 0 && !(low.pre === '' && sameTriple(version.triple, low.triple));
    case '>':
      return patch === undefined ? compareTriples(version.triple, above) >= 0 : compare(version, low) > 0;
    case '<=':
      return patch === undefined ? compareTriples(version.triple, above) < 0 : compare(version, low) <= 0;
    default:
      if (patch !== undefined && (operator === '' || operator === '=')) return compare(version, low) === 0;
      return compare(version, low) >= 0 && compareTriples(version.triple, above) < 0;
  }
}

/** The first release that a caret, a tilde or a part such as `1.2` does not take in. */
function firstAbove(
  operator: string,
  major: number,
  minor: number | undefined,
  patch: number | undefined,
): Triple {
  if (minor === undefined) return [major + 1, 0, 0];
  if (operator !== '^') return [major, minor + 1, 0];
  if (major > 0) return [major + 1, 0, 0];
  if (minor > 0 || patch === undefined) return [0, minor + 1, 0];
  return [0, 0, patch + 1];
}

function compare(a: Version, b: Version): number {
  return compareTriples(a.triple, b.triple) || comparePre(a.pre, b.pre);
}

function compareTriples(a: Triple, b: Triple): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

function sameTriple(a: Triple, b: Triple): boolean {
  return compareTriples(a, b) === 0;
}

/** Semantic Versioning 2.0.0, §11: numbers below words, fewer fields below more, any pre-release below its release. */
function comparePre(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  const left = a.split('.');
  const right = b.split('.');
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const order = compareFields(left[index] ?? '', right[index] ?? '');
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareFields(a: string, b: string): number {
  if (a === b) return 0;
  const numeric = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (numeric[0] && numeric[1]) return Number(a) - Number(b);
  if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
  return a < b ? -1 : 1;
}
