import { uniqueIds } from '@toolwright/core';
import type { Random } from '@toolwright/core';

const usable = /^[A-Za-z0-9._:/+=@-]{1,128}$/;

/** Makes what names requests: the client's own name where it is usable, else one that is unique beyond this process. */
export function requestIds(random: Random): (given: string | undefined) => string {
  const nextId = uniqueIds(random);
  return (given) => (given !== undefined && usable.test(given) ? given : nextId());
}
