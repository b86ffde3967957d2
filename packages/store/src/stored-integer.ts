import { ToolError } from '@toolwright/core';

const integer = /^(?:0|-?[1-9]\d{0,15})$/;

/**
 * The sum of a stored integer and `by`; an absent value counts from 0. Throws `INVALID_INPUT` when the stored text is
 * not a safe integer as `String` writes it, or when the sum is not one.
 */
export function addToStored(key: string, stored: string | undefined, by: number): number {
  checkIncrement(key, by);
  const current = stored === undefined ? 0 : Number(integer.test(stored) ? stored : NaN);
  const sum = current + by;
  if (!Number.isSafeInteger(current) || !Number.isSafeInteger(sum)) throw notCountable(key, by);
  return sum;
}

/** Throws `INVALID_INPUT` unless `by` is a safe integer. */
export function checkIncrement(key: string, by: number): void {
  if (Number.isSafeInteger(by)) return;
  throw new ToolError('INVALID_INPUT', `"${key}" can be incremented by a safe integer only; got ${by}`);
}

/** The error of a value that cannot be counted up. */
export function notCountable(key: string, by: number): ToolError<'INVALID_INPUT'> {
  return new ToolError(
    'INVALID_INPUT',
    `"${key}" cannot be incremented by ${by}: its value is not a safe integer, or the sum would not be one`,
  );
}
