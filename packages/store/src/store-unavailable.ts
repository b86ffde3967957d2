import { ToolError } from '@toolwright/core';

/** Whether a write that failed may have happened: surely not, or nobody knows. */
export type Committed = 'no' | 'unknown';

/** Why a store could not answer. */
export type OutageReason =
  | 'timeout'
  | 'unreachable'
  | 'skipped'
  | 'overloaded'
  | 'disconnected'
  | 'refused'
  | 'busy'
  | 'closed';

/** What there is to say about an operation that a store could not answer. */
export interface Outage {
  /** What the store is called in the message, such as `Redis`. */
  readonly store: string;
  readonly operation: string;
  readonly reason: OutageReason;
  readonly committed: Committed;
  /** Ends the message: what exactly happened. */
  readonly why: string;
  readonly cause?: unknown;
}

/** Makes the error of a store that cannot answer; `details` carry the reason and what is known of the write. */
export function storeUnavailable(outage: Outage): ToolError<'STORE_UNAVAILABLE'> {
  const { store, operation, reason, committed, why } = outage;
  const unknown = committed === 'unknown' ? '; whether it was written is unknown' : '';
  return new ToolError('STORE_UNAVAILABLE', `${store} could not answer "${operation}": ${why}${unknown}`, {
    details: { committed, reason, operation },
    ...('cause' in outage && { cause: outage.cause }),
  });
}
