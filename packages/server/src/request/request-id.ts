import type { Random } from '@toolwright/core';

const usable = /^[A-Za-z0-9._:/+=@-]{1,128}$/;

/** Makes what names requests: the client's own name where it is usable, else one that is unique beyond this process. */
export function requestIds(random: Random): (given: string | undefined) => string {
  const prefix = `${Buffer.from(random.bytes(9)).toString('base64url')}-`;
  let count = 0;
  return (given) => {
    if (given !== undefined && usable.test(given)) return given;
    count += 1;
    return prefix + count;
  };
}
