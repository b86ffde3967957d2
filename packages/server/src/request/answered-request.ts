import type { Clock } from '@toolwright/core';
import type { OpenRequest } from './server-request.ts';

/** One request that has been answered, or whose client went away first: for access logs and metrics. */
export interface AnsweredRequest {
  readonly id: string;
  readonly method: string;
  /** As written, without the query, which may hold what is not for logs. */
  readonly path: string;
  /** What was sent; 499 when the client went away before its answer began. */
  readonly status: number;
  /** From the end of the headers to the last byte of the answer. */
  readonly durationMs: number;
  readonly address?: string | undefined;
  /** Who asked, where that is known. */
  readonly subject?: string | undefined;
}

/** Hears of answered requests. What it throws is dropped. */
export type OnAnswered = (answered: AnsweredRequest) => void;

/** Starts the watch of a request; the answered function tells how it ended. */
export function watched(request: OpenRequest, tell: OnAnswered, clock: Clock): (status: number) => void {
  const startMs = clock.monotonicNow();
  return (status) => {
    const { id, method, path, address, principal } = request;
    const durationMs = clock.monotonicNow() - startMs;
    try {
      tell({ id, method, path, status, durationMs, address, subject: principal?.subject });
    } catch {
      // A log that fails must not fail what it tells of.
    }
  };
}
