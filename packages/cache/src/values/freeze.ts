import { ToolError } from '@toolwright/core';

/**
 * Freezes JSON data all the way down, once: what is frozen already is taken to be frozen throughout. With `check`, a
 * value that JSON would lose or change throws `INVALID_INPUT` and names the place; without, it is left as it is.
 */
export function freezeJson(value: unknown, check: boolean): void {
  if (typeof value === 'object' && value !== null) freezeBelow(value, check, []);
  else if (check) checkScalar(value, []);
}

function freezeBelow(value: object, check: boolean, path: (string | number)[]): void {
  if (Object.isFrozen(value)) return;
  if (!isPlain(value)) {
    if (check) refuse(value, path);
    return;
  }
  Object.freeze(value);
  for (const [name, member] of Object.entries(value)) {
    path.push(name);
    if (typeof member === 'object' && member !== null) freezeBelow(member, check, path);
    else if (check && member !== undefined) checkScalar(member, path);
    path.pop();
  }
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function checkScalar(value: unknown, path: readonly (string | number)[]): void {
  const kind = typeof value;
  if (kind === 'string' || kind === 'boolean' || value === null) return;
  if (kind === 'number' && Number.isFinite(value)) return;
  refuse(value, path);
}

function refuse(value: unknown, path: readonly (string | number)[]): never {
  const place = path.length === 0 ? 'The value' : `The value's ${JSON.stringify(path.join('.'))}`;
  const kind =
    typeof value === 'object' && value !== null ? (value.constructor?.name ?? 'object') : typeof value;
  const shown = typeof value === 'number' ? String(value) : kind;
  throw new ToolError(
    'INVALID_INPUT',
    `${place} is ${shown}, which JSON cannot say: cache plain data, or give the cache a codec`,
  );
}
