import { STATUS_CODES } from 'node:http';
import type { JsonObject } from '@toolwright/core';

const text = { type: 'string' };
const flag = { type: 'boolean' };

/** What every answer is made of. */
export const commonSchemas: JsonObject = {
  ResultMetadata: {
    type: 'object',
    description: 'Which call it was, and what the rails did, each under its own name',
    required: ['callId', 'tool', 'version'],
    properties: { callId: text, tool: text, version: text },
  },
  InputRequired: {
    type: 'object',
    description: 'The call cannot go on before somebody answers; `answer` says how to call again',
    required: ['status', 'requests', 'state', 'answer', 'metadata'],
    properties: {
      status: { const: 'input_required' },
      requests: {
        type: 'array',
        items: {
          type: 'object',
          required: ['id', 'prompt'],
          properties: { id: text, prompt: text, schema: { type: 'object' }, via: { type: 'object' } },
        },
      },
      state: { ...text, description: 'Goes back with the answers, as it is; good once, and not for long' },
      answer: {
        type: 'object',
        description: 'The request that goes on, but for the input and the answers',
        required: ['method', 'path', 'body'],
        properties: { method: { const: 'POST' }, path: text, body: { type: 'object' } },
      },
      metadata: { $ref: '#/components/schemas/ResultMetadata' },
    },
  },
  Problem: {
    type: 'object',
    description: 'What went wrong, as RFC 9457 has it',
    required: ['type', 'title', 'status', 'detail', 'code'],
    properties: {
      type: { type: 'string', format: 'uri-reference' },
      title: text,
      status: { type: 'integer' },
      detail: { ...text, description: 'What happened, with which value, and what to do' },
      code: { ...text, description: 'Stable: what a program tells problems apart by' },
      errorType: text,
      retryable: { ...flag, description: 'Whether the same call may succeed later' },
      retryAfterMs: { type: 'number' },
      details: { type: 'object' },
      requestId: text,
      callId: text,
      tool: text,
    },
  },
};

/** Headers that any call may carry. */
export const commonParameters: JsonObject = {
  RequestId: header('x-request-id', 'Names the request; the answer carries it', text),
  RequestTimeout: header('x-request-timeout-ms', 'How long the caller waits, in milliseconds', {
    type: 'integer',
    minimum: 1,
  }),
  IdempotencyKey: header(
    'idempotency-key',
    'Names the effect that is wanted once, however often it is asked',
    text,
  ),
};

const hints: Readonly<Record<number, string>> = {
  400: 'The request or the input is not valid',
  401: 'Authentication required, or the token is not valid',
  403: 'The caller may not do this',
  404: 'There is no such thing',
  409: 'It conflicts with what is there',
  413: 'The body is too large',
  415: 'The body is of another type than JSON',
  429: 'A rate limit is reached; `retry-after` says when to come back',
  500: 'The tool or the service failed',
  503: 'The service, or what it needs, is not available; `retry-after` says when to come back',
  504: 'It took longer than allowed',
};

/** The problems that any call can come to, by status. */
export const problemResponses: JsonObject = Object.fromEntries(
  Object.entries(hints).map(([status, description]) => [responseName(Number(status)), problem(description)]),
);

/** References to the problems of an operation. */
export function problemsOf(statuses: readonly number[]): JsonObject {
  return Object.fromEntries(
    statuses.map((status) => [String(status), { $ref: `#/components/responses/${responseName(status)}` }]),
  );
}

/** The two ways to say who one is. */
export const securitySchemes: JsonObject = {
  bearer: { type: 'http', scheme: 'bearer' },
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
};

function responseName(status: number): string {
  return (STATUS_CODES[status] ?? String(status)).replaceAll(' ', '');
}

function problem(description: string): JsonObject {
  const schema = { $ref: '#/components/schemas/Problem' };
  return { description, content: { 'application/problem+json': { schema } } };
}

function header(name: string, description: string, schema: JsonObject): JsonObject {
  return { name, in: 'header', required: false, description, schema };
}
