import type { CallerSignal } from '@toolwright/core';

/** Why a body could not be read: it is larger than allowed, or the client went away in the middle. */
export type ReadFailure = 'too-large' | 'gone';

/** What the server asks of whatever carries a request: Node's HTTP server or a web-standard `Request`. */
export interface Transport {
  readonly method: string;
  /** As the client wrote it: path and query, or a whole URL. */
  readonly target: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** A header that may stand once stands more than once. */
  readonly ambiguous: boolean;
  /** The other end of the connection, before any proxy is believed. */
  readonly remoteAddress: string | undefined;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  /** As `signal`, for calls. */
  readonly caller: CallerSignal;
  /** Reads the body, of at most `mostBytes`; `done` hears of it once. */
  read(mostBytes: number, done: (read: Uint8Array | ReadFailure) => void): void;
}
