import type { JsonValue } from '../json/json-value.ts';
import type { Logger } from '../ports/logger.ts';
import type { ProgressUpdate } from './call.ts';
import type { CallerSignal } from './caller-signal.ts';
import type { ContextKey } from './context-key.ts';
import type { Peer, Principal } from './principal.ts';

/** What a caller may say beside the input. Everything is optional. */
export interface CallOptions {
  readonly principal?: Principal | undefined;
  /** @default the principal's tenant */
  readonly tenant?: string | undefined;
  readonly peer?: Peer | undefined;
  /** Lower-case names. `authorization`, `cookie`, `proxy-authorization` and `x-api-key` never reach rails or tools. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** @default the `idempotency-key` header */
  readonly idempotencyKey?: string | undefined;
  /** Leaving: aborts the call with `CANCELLED`. */
  readonly signal?: AbortSignal | undefined;
  /** As `signal`, which is not looked at beside it: for a host that can tell of leaving for less. */
  readonly caller?: CallerSignal | undefined;
  /** The longest wait; the tool's own `timeoutMs` bounds it. */
  readonly timeoutMs?: number | undefined;
  /** Answers to what an earlier run of this call asked, by the request's id. */
  readonly answers?: Readonly<Record<string, JsonValue>> | undefined;
  /** Hears how far the call has come. */
  readonly onProgress?: ((update: ProgressUpdate) => void) | undefined;
  /** Gets the lines of the call too, beside the toolbox's logger. */
  readonly logger?: Logger | undefined;
  /** Values for the call's keys, set before its first rail. */
  readonly values?: readonly (readonly [ContextKey<unknown>, unknown])[] | undefined;
}
