import { numberOption } from '@toolwright/core';
import type { Ttl } from '@toolwright/core';

/** The milliseconds of a ttl, `Infinity` for `'forever'`. Throws `INVALID_OPTIONS` on anything else. */
export function lifetimeMs(ttl: Ttl): number {
  if (ttl === 'forever') return Infinity;
  // A caller without types may hand in nothing at all, and is then told what is missing.
  const given: { readonly ttlMs?: unknown } | undefined = ttl;
  return numberOption('ttlMs', given?.ttlMs, { min: 1, integer: true });
}
