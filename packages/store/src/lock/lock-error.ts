import { ToolError } from '@toolwright/core';

/** Somebody else held the lock all the time; nothing was done. */
export function lockTaken(key: string, waitMs: number): ToolError<'LOCK_TAKEN'> {
  return new ToolError(
    'LOCK_TAKEN',
    `The lock "${key}" was held by others for ${waitMs} ms; try again later`,
    {
      type: 'conflict_error',
      retryable: true,
      details: { key, waitMs },
    },
  );
}

/** The lock ended before the work did: somebody else may have worked at the same time. */
export function lockLost(key: string, token: number): ToolError<'LOCK_LOST'> {
  return new ToolError(
    'LOCK_LOST',
    `The lock "${key}" (token ${token}) was lost while its work ran: check what was done before trying again`,
    { type: 'conflict_error', details: { key, token } },
  );
}

/** Somebody stores values under the name of the lock. */
export function notALock(key: string): ToolError<'INVALID_INPUT'> {
  return new ToolError('INVALID_INPUT', `The key "${key}" holds a value: give the lock a key of its own`, {
    details: { key },
  });
}
