import { ToolError } from '@toolwright/core';

/**
 * Freezes JSON data all the way down, once: what is frozen already is taken to be frozen throughout. With `check`, a
 * value that JSON would lose or change throws `INVALID_INPUT` and names the place; without, it is left as it is.
 */
export function freezeJson(value: unknown, check: boolean): void {
  if (typeof value === 'object' && value !== null) freezeBelow(value, check ? [] : undefined);
  else if (check) checkScalar(value, []);
}

/** Checks what it freezes when there is a path to name it by. */
function freezeBelow(value: object, path: (string | number)[] | undefined): void {
  if (Object.isFrozen(value)) return;
  if (!isPlain(value)) {
    if (path !== undefined) refuse(value, path);
    return;
  }
  Object.freeze(value);
  for (const name of Object.keys(value)) {
    const member = (value as Readonly<Record<string, unknown>>)[name];
    path?.push(name);
    if (typeof member === 'object' && member !== null) freezeBelow(member, path);
    else if (path !== undefined && member !== undefined) checkScalar(member, path);
    path?.pop();
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
