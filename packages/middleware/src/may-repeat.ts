import type { Call } from '@toolwright/core';

/** Whether doing a call twice does no more than doing it once: queries, idempotent commands, calls with a key. */
export function mayRepeat(call: Call): boolean {
  return call.tool.idempotent || call.idempotencyKey !== undefined;
}
