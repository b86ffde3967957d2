import { createHash, createHmac } from 'node:crypto';

/**
 * Writes a JSON value so that equal values give equal text: members sorted by UTF-16 code units, no spaces, as
 * RFC 8785 does. `undefined` members are left out; -0 is 0. Throws a `TypeError` on what JSON cannot say (a bigint,
 * a function, a cycle, a number that is not finite) rather than writing two values alike.
 */
export function canonicalJson(value: unknown): string {
  return write(value, undefined);
}

/** The SHA-256 of {@link canonicalJson}, in base64url (43 characters); an HMAC when a `key` is given. */
export function canonicalDigest(value: unknown, key?: string | Uint8Array): string {
  const hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  return hash.update(canonicalJson(value)).digest('base64url');
}

// Most names need no escape, and asking so costs less than escaping them.
const plainName = /^\w+$/;

function write(value: unknown, parents: object[] | undefined): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}`);
      return String(value);
    case 'object':
      return value === null ? 'null' : writeObject(value, parents ?? []);
    default:
      throw new TypeError(`JSON has no ${typeof value}`);
  }
}

function writeObject(value: object, parents: object[]): string {
  if ('toJSON' in value && typeof value.toJSON === 'function') return write(value.toJSON(), parents);
  if (parents.includes(value)) throw new TypeError('JSON has no cycles');
  parents.push(value);
  const text = Array.isArray(value) ? writeArray(value, parents) : writeMembers(value, parents);
  parents.pop();
  return text;
}

function writeArray(items: readonly unknown[], parents: object[]): string {
  let text = '[';
  for (let index = 0; index < items.length; index += 1) {
    if (index > 0) text += ',';
    text += items[index] === undefined ? 'null' : write(items[index], parents);
  }
  return `${text}]`;
}

function writeMembers(value: object, parents: object[]): string {
  let text = '{';
  for (const key of sortedKeys(value)) {
    const member = (value as Record<string, unknown>)[key];
    if (member === undefined) continue;
    if (text.length > 1) text += ',';
    text += plainName.test(key) ? `"${key}":` : `${JSON.stringify(key)}:`;
    text += write(member, parents);
  }
  return `${text}}`;
}

function sortedKeys(value: object): readonly string[] {
  const keys = Object.keys(value);
  // oxlint-disable-next-line unicorn/no-array-sort -- the list is our own, and a copy costs as much as a small object's text
  return keys.length > 1 ? keys.sort() : keys;
}
