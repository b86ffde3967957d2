import { isToolError } from '@toolwright/core';
import { storeUnavailable } from '../store-unavailable.ts';

// The primary result codes of https://www.sqlite.org/rescode.html
const busy = 5;
const locked = 6;
const inputOutput = 10;

/** Whether another process was writing for too long: the same statement may well succeed in a moment. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code === busy || code === locked;
}

/** What an operation rejects with when SQLite failed it; an error of our own passes as it is. */
export function sqliteError(operation: string, error: unknown): unknown {
  if (isToolError(error)) return error;
  const code = resultCode(error);
  return storeUnavailable({
    store: 'SQLite',
    operation,
    reason: isBusy(error) ? 'busy' : 'refused',
    // A transaction that fails is rolled back; only when the disk itself failed is that not certain.
    committed: code === inputOutput ? 'unknown' : 'no',
    why: isBusy(error) ? 'other processes were writing all the time' : reasonOf(error, code),
    cause: error,
  });
}

function reasonOf(error: unknown, code: number | undefined): string {
  return code === undefined ? 'it failed; see the cause' : `${String(error)} (result code ${code})`;
}

function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  // The low byte is the primary code, the rest says more about it.
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}
