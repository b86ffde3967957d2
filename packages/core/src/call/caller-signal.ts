/**
 * What a call asks of its caller's signal. An `AbortSignal` has it, and so may something that a host keeps for many
 * calls and that costs each of them less.
 */
export interface CallerSignal {
  /** Whether the caller has left. */
  readonly aborted: boolean;
  /** Why; the cause of the failure that the call ends with. */
  readonly reason: unknown;
  /** `listener` hears that the caller leaves, once. */
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once: true }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
