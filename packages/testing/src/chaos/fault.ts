import { ToolError } from '@toolwright/core';

/** What goes wrong with one call of a port. */
export type Fault =
  /** Rejects, and nothing was done. */
  | { readonly kind: 'fail'; readonly error: Error }
  /** Is done, and rejects all the same: the answer was lost on the way. */
  | { readonly kind: 'lose-answer'; readonly error: Error }
  /** Is not done, and never settles, whatever its signal says. */
  | { readonly kind: 'hang' }
  /** Is done, but only after a while. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** Is done, and answers something else. */
  | { readonly kind: 'lie'; readonly answer: (truth: unknown) => unknown };

/** The call fails and nothing is done. @default `STORE_UNAVAILABLE` that says so */
export function fail(error: Error = unavailable('no')): Fault {
  return { kind: 'fail', error };
}

/** The call is done and its answer lost. @default `STORE_UNAVAILABLE` that cannot tell whether it was done */
export function loseAnswer(error: Error = unavailable('unknown')): Fault {
  return { kind: 'lose-answer', error };
}

/** The call never settles. */
export function hang(): Fault {
  return { kind: 'hang' };
}

/** The call is done `delayMs` later. */
export function delay(delayMs: number): Fault {
  return { kind: 'delay', delayMs };
}

/** The call is done and answers what `answer` makes of the truth. */
export function lie(answer: (truth: unknown) => unknown): Fault {
  return { kind: 'lie', answer };
}

function unavailable(committed: 'no' | 'unknown'): ToolError {
  return new ToolError('STORE_UNAVAILABLE', 'The store did not answer: chaos', { details: { committed } });
}
