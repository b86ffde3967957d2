import { Buffer } from 'node:buffer';

const [opening, closing] = ['=?base64?', '?='];
const plain = /^[\t\x20-\x7e]*$/;

/**
 * The text that a header field mirrors: as it stands, or decoded where it is written `=?base64?…?=`. `undefined`: the
 * field has characters that none may have, or is no Base64 of UTF-8.
 */
export function mirroredText(field: string): string | undefined {
  const base64 = encodedIn(field);
  if (base64 === undefined) return plain.test(field) ? field : undefined;
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString();
  return bytes.toString('base64') === base64 && Buffer.from(text).equals(bytes) ? text : undefined;
}

function encodedIn(field: string): string | undefined {
  const isEncoded = field.startsWith(opening) && field.endsWith(closing);
  if (!isEncoded || field.length < opening.length + closing.length) return undefined;
  return field.slice(opening.length, -closing.length);
}
