/** A member of a structured list: a string or token with its parameters. */
export interface ListMember {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string | number | boolean>;
}

/** The largest integer of a structured field. */
export const largestInteger = 999_999_999_999_999;

const longestText = 8_192;
const mostMembers = 64;
const plainText = /^[ !#-[\]-~]*$/;
const token = String.raw`[A-Za-z*][\w:/!#$%&'*+.^\x60|~-]*`;
const quoted = String.raw`"(?:[^"\\]|\\["\\])*"`;

/**
 * Reads the part of RFC 9651 that rate limit fields use: a list of strings or tokens with parameters. Where the text
 * goes wrong the members before it are kept (the standard would drop the field). At most 64 members of 8 192
 * characters are read.
 */
export function parseStructuredList(text: string): readonly ListMember[] {
  const members: ListMember[] = [];
  if (text.length > longestText) return members;
  const item = new RegExp(String.raw`[ \t]*(${quoted}|${token})`, 'y');
  const parameter = new RegExp(
    String.raw`[ \t]*;[ \t]*([a-z*][a-z0-9_.*-]*)(?:=(-?\d{1,15}(?:\.\d{1,3})?|${quoted}|:[A-Za-z0-9+/=]*:|\?[01]|${token}))?`,
    'y',
  );
  const end = /[ \t]*(?:,|$)/y;
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match !== null) position = pattern.lastIndex;
    return match;
  };
  while (members.length < mostMembers && position < text.length) {
    const value = take(item)?.[1];
    if (value === undefined) break;
    const parameters = new Map<string, string | number | boolean>();
    for (let next = take(parameter); next !== null; next = take(parameter)) {
      parameters.set(next[1] ?? '', bareItem(next[2]));
    }
    if (take(end) === null) break;
    members.push({ value: String(bareItem(value)), parameters });
  }
  return members;
}

/**
 * Writes a string of RFC 9651, which knows printable ASCII only: any other character is percent-encoded.
 */
export function formatStructuredString(text: string): string {
  if (plainText.test(text)) return `"${text}"`;
  const ascii = text
    .toWellFormed()
    .replaceAll(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character));
  return `"${ascii.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** Writes an integer of RFC 9651; what is too large for it becomes the largest. */
export function formatStructuredInteger(value: number): string {
  return String(Math.min(Math.max(Math.trunc(value), -largestInteger), largestInteger));
}

function bareItem(text: string | undefined): string | number | boolean {
  if (text === undefined || text === '?1') return true;
  if (text === '?0') return false;
  if (text.startsWith('"')) return text.slice(1, -1).replaceAll(/\\(["\\])/g, '$1');
  return /^-?\d/.test(text) ? Number(text) : text;
}
