import type { Call } from '@toolwright/core';

/** Names the caller for a limit: kinds are kept apart, so that nobody can log in as an address. */
export function callerOf(call: Call): string {
  if (call.principal !== undefined) return `subject:${call.principal.subject}`;
  return call.peer?.address === undefined ? 'anonymous' : `address:${call.peer.address}`;
}
