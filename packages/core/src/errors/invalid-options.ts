import { ToolError } from './tool-error.ts';

/** Makes the error of an option that cannot be used: names the option, what is allowed, and the value given. */
export function invalidOption(option: string, allowed: string, given: unknown): ToolError<'INVALID_OPTIONS'> {
  return new ToolError('INVALID_OPTIONS', `Option "${option}" must be ${allowed}; got ${show(given)}`, {
    details: { option, allowed },
  });
}

/** Returns `value` when it is a finite number in the range, else throws {@link invalidOption}. */
export function numberOption(
  option: string,
  value: unknown,
  range: { readonly min: number; readonly max?: number; readonly integer?: boolean },
): number {
  const max = range.max ?? Number.MAX_SAFE_INTEGER;
  const fits =
    typeof value === 'number' &&
    value >= range.min &&
    value <= max &&
    (!range.integer || Number.isInteger(value));
  if (fits) return value;
  const kind = range.integer ? 'an integer' : 'a number';
  const bounds = range.max === undefined ? `of at least ${range.min}` : `from ${range.min} to ${max}`;
  throw invalidOption(option, `${kind} ${bounds}`, value);
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100));
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
