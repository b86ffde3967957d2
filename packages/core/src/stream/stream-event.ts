// Shared by every copy of this package, so that a server of another copy knows the events too.
const brand = Symbol.for('@toolwright/stream-event');

/**
 * A chunk with an event name: what a streaming tool yields, beside plain chunks, where the reader should tell kinds
 * apart. Server-sent events write the name as `event`; elsewhere only `data` counts. Made by {@link streamEvent}.
 */
export interface StreamEvent<T = unknown> {
  readonly event: string;
  readonly data: T;
}

/** Gives a chunk an event name: `yield streamEvent('row', row)`. */
export function streamEvent<T>(event: string, data: T): StreamEvent<T> {
  return Object.freeze({ event, data, [brand]: true });
}

/** Whether a chunk was made by {@link streamEvent}: data that merely looks alike was not. */
export function isStreamEvent(chunk: unknown): chunk is StreamEvent {
  return typeof chunk === 'object' && chunk !== null && brand in chunk;
}
