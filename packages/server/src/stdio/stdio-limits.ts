import { numberOption } from '@toolwright/core';

/** The bounds of what comes in over the standard input. */
export interface StdioLimits {
  /** Bytes of one message; a longer one is dropped, and answered with an error. @default 1_048_576 */
  readonly lineBytes: number;
  /** Levels of arrays and objects in a message. @default 64 */
  readonly jsonDepth: number;
  /** Requests under way; more are answered with an error. @default 100 */
  readonly requests: number;
  /** How long the client may take nothing of its answers, before the service ends. @default 60_000 */
  readonly stalledMs: number;
}

const defaults: StdioLimits = { lineBytes: 1_048_576, jsonDepth: 64, requests: 100, stalledMs: 60_000 };

/** The limits with their defaults. @throws `INVALID_OPTIONS` for one that is no whole number above 0. */
export function checkedStdioLimits(given: Partial<StdioLimits> = {}): StdioLimits {
  const limits = { ...defaults, ...given };
  for (const name of Object.keys(defaults) as (keyof StdioLimits)[])
    numberOption(`limits.${name}`, limits[name], { min: 1, max: 2_147_483_647, integer: true });
  return limits;
}
