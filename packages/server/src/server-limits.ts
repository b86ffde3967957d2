import { numberOption } from '@toolwright/core';
import type { ServerLimits } from './server-options.ts';

const defaults: ServerLimits = {
  bodyBytes: 1_048_576,
  jsonDepth: 64,
  headerBytes: 16_384,
  handshakeMs: 5_000,
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 65_000,
  connections: 10_000,
  batchCalls: 50,
  batchConcurrency: 5,
  compressAbove: 2_048,
  heartbeatMs: 30_000,
  stalledMs: 60_000,
};

/** The limits with their defaults. @throws `INVALID_OPTIONS` for one that is no whole number above 0. */
export function checkedLimits(given: Partial<ServerLimits> = {}): ServerLimits {
  const limits = { ...defaults, ...given };
  for (const name of Object.keys(defaults) as (keyof ServerLimits)[])
    numberOption(`limits.${name}`, limits[name], { min: 1, max: 2_147_483_647, integer: true });
  return limits;
}
