/** The names of exported error classes that do not extend `base`. */
export function foreignErrors(
  exports: unknown,
  base: abstract new (...args: never) => Error,
): readonly string[] {
  return Object.entries(exports as Record<string, unknown>)
    .filter(([, value]) => typeof value === 'function' && isPrototype(value.prototype, Error))
    .filter(([, value]) => value !== base && !isPrototype((value as { prototype: unknown }).prototype, base))
    .map(([name]) => name);
}

function isPrototype(value: unknown, of: abstract new (...args: never) => Error): boolean {
  return value instanceof of;
}
