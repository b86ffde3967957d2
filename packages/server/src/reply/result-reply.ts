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
import { jsonReply } from './reply.ts';
import type { Reply } from './reply.ts';

// What a client is told to wait where the failure itself does not say.
const unavailableForMs = 1_000;

/** The reply for a call's result; `now` is the wall clock, for the fields that tell of rate limits. */
export function resultReply(
  request: ServerRequest,
  result: Exclude<ToolResult, AskingResult>,
  status: number,
  now: () => number,
): Reply {
  const { rateLimit } = result.metadata;
  if (result.status === 'success') {
    return rateLimit === undefined
      ? jsonReply(status, result)
      : jsonReply(status, result, flat(limitFields(rateLimit, true, now())));
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
  const fields = rateLimit === undefined ? {} : limitFields(rateLimit, status !== 429, now());
  const wait = retryAfterMs ?? (status === 503 ? unavailableForMs : undefined);
  const retryAfter = wait === undefined ? undefined : formatRetryAfter(wait);
  if (retryAfter !== undefined) fields['Retry-After'] = retryAfter;
  return status === 401 ? [...challenge, ...flat(fields)] : flat(fields);
}

/** A rate limit's decision, as a rail has annotated it, in HTTP fields. What is no decision is left out. */
function limitFields(rateLimit: string | JsonObject, allowed: boolean, now: number): Record<string, string> {
  const decision = rateLimit as unknown as Partial<RateLimitDecision>;
  const { limit, remaining, retryAfterMs = 0, resetAfterMs, policies = [] } = decision;
  const numbers = [limit, remaining, retryAfterMs, resetAfterMs];
  if (!numbers.every((value) => typeof value === 'number')) return {};
  return formatRateLimitFields({ ...(decision as RateLimitDecision), allowed, retryAfterMs, policies }, now);
}

function flat(fields: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(fields).flatMap(([name, value]) => [name.toLowerCase(), value]);
}
