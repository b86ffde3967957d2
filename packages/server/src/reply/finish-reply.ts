import { sharingHeaders } from '../security/cors.ts';
import type { OpenRequest } from '../request/server-request.ts';
import { compress, encodingFor } from './compress.ts';
import type { Reply } from './reply.ts';

/** How answers are finished. */
export interface FinishSettings {
  /** The headers of every answer. */
  readonly base: readonly string[];
  /** Text of more characters is compressed where the client can read it. */
  readonly compressAbove: number;
}

/** A reply that is ready to be written: its headers are whole but for the length. */
export interface FinishedReply extends Reply {
  readonly headers: string[];
}

/** Adds to a reply what every answer carries: security headers, the request's id, who may read it, its encoding. */
export function finishReply(
  request: OpenRequest,
  reply: Reply,
  settings: FinishSettings,
): FinishedReply | Promise<FinishedReply> {
  const { status, body } = reply;
  const headers = withBase(settings.base, reply.headers);
  headers.push('x-request-id', request.id);
  if (request.sharedWith !== undefined) headers.push(...sharingHeaders(request.sharedWith));
  if (typeof body !== 'string' || body.length <= settings.compressAbove) return { status, headers, body };
  headers.push('vary', 'accept-encoding');
  const encoding = encodingFor(request.headers['accept-encoding']);
  if (encoding === undefined) return { status, headers, body };
  headers.push('content-encoding', encoding);
  return compress(body, encoding).then((bytes) => ({ status, headers, body: bytes }));
}

/** The reply's own headers take precedence. */
function withBase(base: readonly string[], own: readonly string[]): string[] {
  const headers: string[] = [];
  for (let at = 0; at < base.length; at += 2)
    if (!names(own, base[at]!)) headers.push(base[at]!, base[at + 1]!);
  for (const text of own) headers.push(text);
  return headers;
}

function names(headers: readonly string[], name: string): boolean {
  for (let at = 0; at < headers.length; at += 2) if (headers[at] === name) return true;
  return false;
}
