import { errorTable, formatRateLimitFields, formatRetryAfter } from '@toolwright/core';
import type {
  JsonObject,
  RateLimitDecision,
  ResultError,
  ResultMetadata,
  ToolResult,
} from '@toolwright/core';
import type { ServerRequest } from '../request/server-request.ts';
import { challenge } from '../security/authenticate.ts';
import type { Problem } from './problem.ts';
import type { AskingResult } from './question-reply.ts';
import { jsonTextReply } from './reply.ts';
import type { Reply } from './reply.ts';
import type { SuccessResult } from './success-text.ts';

// What a client is told to wait where the failure itself does not say.
const unavailableForMs = 1_000;

/** How results are told. */
export interface ResultSettings {
  /** Of a success. */
  readonly status: number;
  /** The wall clock, for the fields that tell of rate limits. */
  readonly now: () => number;
  /** Writes a success. @default JSON.stringify */
  readonly write?: (result: SuccessResult) => string;
}

/** The reply for a call's result. */
export function resultReply(
  request: ServerRequest,
  result: Exclude<ToolResult, AskingResult>,
  { status, now, write = JSON.stringify }: ResultSettings,
): Reply {
  const { rateLimit } = result.metadata;
  if (result.status === 'success') {
    const text = write(result);
    return rateLimit === undefined
      ? jsonTextReply(status, text)
      : jsonTextReply(status, text, limitHeaders(rateLimit, now()));
  }
  return request.refuse(problemOf(result.error, result.metadata, now));
}

/** A call's failure as a problem. */
export function problemOf(error: ResultError, metadata: ResultMetadata, now: () => number): Problem {
  const { status } = errorTable[error.type];
  const { code, message, type, retryable, retryAfterMs, details } = error;
  return {
    status,
    code,
    detail: message,
    members: {
      errorType: type,
      retryable,
      // JSON has no word for never.
      ...(retryAfterMs !== undefined && Number.isFinite(retryAfterMs) && { retryAfterMs }),
      ...(details !== undefined && { details }),
      callId: metadata.callId,
      tool: metadata.tool,
    },
    headers: hints(status, error, metadata, now),
  };
}

/** What the headers add: when to come back, what limits there are, how to say who one is. */
function hints(
  status: number,
  { retryAfterMs }: ResultError,
  { rateLimit }: ResultMetadata,
  now: () => number,
): readonly string[] {
  const headers = status === 401 ? [...challenge] : [];
  if (rateLimit !== undefined) headers.push(...limitHeaders(rateLimit, now()));
  const wait = retryAfterMs ?? (status === 503 ? unavailableForMs : undefined);
  const retryAfter = wait === undefined ? undefined : formatRetryAfter(wait);
  if (retryAfter !== undefined) headers.push('retry-after', retryAfter);
  return headers;
}

const limitNames = [
  'RateLimit-Policy',
  'RateLimit',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
].map((field) => ({ field, name: field.toLowerCase() }));

/** A rate limit's decision, as a rail has annotated it, in headers. What is no decision is left out. */
function limitHeaders(rateLimit: string | JsonObject, now: number): readonly string[] {
  const decision = rateLimit as unknown as Partial<RateLimitDecision>;
  const { limit, remaining, resetAfterMs, policies = [] } = decision;
  if (!isNumber(limit) || !isNumber(remaining) || !isNumber(resetAfterMs)) return [];
  // How long to wait, the failure says.
  const known = { allowed: true, limit, remaining, retryAfterMs: 0, resetAfterMs, policies };
  const fields = formatRateLimitFields(known, now);
  const headers: string[] = [];
  for (const { field, name } of limitNames) {
    const value = fields[field];
    if (value !== undefined) headers.push(name, value);
  }
  return headers;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
