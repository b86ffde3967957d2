import type { Failed, JsonObject } from '@toolwright/core';

const details: JsonObject = { reason: 'circuit-open' };

/** The outcome of a refused call: a plain record, no error is built. */
export function refused(name: string, retryAfterMs: number): Failed {
  return {
    ok: false,
    failure: {
      code: 'SERVICE_UNAVAILABLE',
      type: 'unavailable_error',
      message: `Circuit "${name}" is open; try again in ${retryAfterMs} ms`,
      retryable: true,
      retryAfterMs,
      details,
    },
  };
}

/** The outcome of a call that a circuit isolated by hand refuses: nobody knows until when. */
export function refusedByHand(name: string): Failed {
  return {
    ok: false,
    failure: {
      code: 'SERVICE_UNAVAILABLE',
      type: 'unavailable_error',
      message: `Circuit "${name}" is isolated by hand; its operator closes it`,
      retryable: false,
      details,
    },
  };
}
