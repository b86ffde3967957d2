import { STATUS_CODES } from 'node:http';
import type { JsonObject } from '@toolwright/core';
import type { Reply } from './reply.ts';

/** What went wrong with a request, for RFC 9457. */
export interface Problem {
  readonly status: number;
  /** Stable: what a program tells problems apart by. */
  readonly code: string;
  /** For the person who reads it: what happened, with which value, what to do. */
  readonly detail: string;
  /** Further members. */
  readonly members?: JsonObject;
  /** Further headers, names and values by turns. */
  readonly headers?: readonly string[];
}

const type = ['content-type', 'application/problem+json'];

/** The reply that tells of a problem: `application/problem+json`, with the request's id. */
export function problemReply(requestId: string | undefined, problem: Problem): Reply {
  const { status, headers } = problem;
  return {
    status,
    headers: headers === undefined ? type : [...type, ...headers],
    body: problemText(requestId, problem),
  };
}

/** The problem as JSON. */
export function problemText(requestId: string | undefined, problem: Problem): string {
  const { status, code, detail, members } = problem;
  return JSON.stringify({
    type: 'about:blank',
    title: titleOf(status),
    status,
    detail,
    code,
    ...members,
    ...(requestId !== undefined && { requestId }),
  });
}

/** The phrase of a status; 499 has none of its own in the registry. */
export function titleOf(status: number): string {
  return status === 499 ? 'Client Closed Request' : (STATUS_CODES[status] ?? 'Unknown');
}
