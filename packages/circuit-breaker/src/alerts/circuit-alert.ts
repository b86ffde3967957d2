import type { CircuitEvent } from '@toolwright/core';

/** The events of a circuit that somebody may want to be told of. */
export type AlertedEvent = Extract<
  CircuitEvent,
  { readonly type: 'circuit-opened' | 'circuit-half-opened' | 'circuit-closed' | 'circuit-isolated' }
>;

/** What is told: one change of a circuit's state. */
export interface CircuitAlert {
  readonly event: AlertedEvent;
  /** The change in one sentence, for people. */
  readonly text: string;
  /** Like changes that were left out since the last alert of this kind. */
  readonly suppressed: number;
}

/** Where alerts go. Rejects when one could not be delivered; settles soon after the signal aborts. */
export type AlertChannel = (
  alert: CircuitAlert,
  options: { readonly signal: AbortSignal },
) => Promise<unknown>;

/** Makes the alert of an event. */
export function alertOf(event: AlertedEvent, suppressed: number): CircuitAlert {
  const more = suppressed > 0 ? ` (${suppressed} more since the last alert)` : '';
  return { event, text: `${sentenceOf(event)}${more}`, suppressed };
}

function sentenceOf(event: AlertedEvent): string {
  switch (event.type) {
    case 'circuit-opened':
      return `Circuit "${event.circuit}" opened: ${event.reason}. It is probed in ${event.retryAfterMs} ms.`;
    case 'circuit-half-opened':
      return `Circuit "${event.circuit}" probes whether recovery is possible.`;
    case 'circuit-closed':
      return `Circuit "${event.circuit}" closed: calls go through again.`;
    case 'circuit-isolated':
      return `Circuit "${event.circuit}" was isolated by hand.`;
    default:
      return event satisfies never;
  }
}
