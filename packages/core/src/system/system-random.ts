import { randomBytes } from 'node:crypto';
import type { Random } from '../ports/random.ts';

/** The machine's own chance. */
export const systemRandom: Random = {
  next: () => Math.random(),
  bytes: (length) => randomBytes(length),
};
