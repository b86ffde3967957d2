import { numberOption } from '@toolwright/core';
import { emptyReply } from '../reply/reply.ts';
import type { Reply } from '../reply/reply.ts';

/** Which pages of other origins may read what the server answers. No credentials: the server knows no cookies. */
export interface CorsOptions {
  /** Each exactly: `https://app.example.com`. */
  readonly origins: readonly string[];
  /** Further headers that pages may send. */
  readonly headers?: readonly string[];
  /** How long a browser may remember what it was allowed, in seconds as the header has it. @default 600 */
  readonly maxAgeSeconds?: number;
}

const requestHeaders = [
  'accept',
  'authorization',
  'content-type',
  'idempotency-key',
  'last-event-id',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  'mcp-session-id',
  'traceparent',
  'tracestate',
  'x-api-key',
  'x-request-id',
  'x-request-timeout-ms',
  'x-tenant-id',
];
const exposedHeaders = [
  'mcp-session-id',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'www-authenticate',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'x-request-id',
].join(', ');

/** The headers that let pages of one origin read an answer. */
export function sharingHeaders(origin: string): readonly string[] {
  return [
    'access-control-allow-origin',
    origin,
    'access-control-expose-headers',
    exposedHeaders,
    'vary',
    'origin',
  ];
}

/** Makes the answer to a browser that asks before it sends; the sharing headers come with it. */
export function preflight(options: CorsOptions | undefined): (allow: readonly string[]) => Reply {
  const seconds = numberOption('cors.maxAgeSeconds', options?.maxAgeSeconds ?? 600, {
    min: 0,
    integer: true,
  });
  const headers = [...requestHeaders, ...(options?.headers ?? [])].join(', ');
  return (allow) =>
    emptyReply(204, [
      'access-control-allow-methods',
      allow.join(', '),
      'access-control-allow-headers',
      headers,
      'access-control-max-age',
      String(seconds),
    ]);
}
