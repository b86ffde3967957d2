import type { Problem } from '../reply/problem.ts';

const mostMs = 2_147_483_647;

/**
 * Reads `x-request-timeout-ms`: how long the client waits, in milliseconds. The standard's `Prefer: wait` knows whole
 * seconds only, which is too coarse for calls within calls.
 */
export function readTimeout(text: string): number | Problem {
  const timeoutMs = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (timeoutMs >= 1 && timeoutMs <= mostMs) return timeoutMs;
  const given = JSON.stringify(text.slice(0, 50));
  const detail = `The header x-request-timeout-ms must be whole milliseconds from 1 to ${mostMs}; got ${given}`;
  return { status: 400, code: 'BAD_REQUEST', detail };
}
