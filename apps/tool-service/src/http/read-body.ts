import type { IncomingMessage } from 'node:http';

const mostBytes = 1_048_576;

/** Why a body cannot be used. */
export interface BodyRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Reads a JSON body of at most 1 MiB; an empty one is `{}`. */
export async function readBody(
  request: IncomingMessage,
): Promise<{ readonly value: unknown } | { readonly refusal: BodyRefusal }> {
  const type = request.headers['content-type'];
  if (type !== undefined && !/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) {
    return refuse(415, 'UNSUPPORTED_MEDIA_TYPE', `Send application/json, not ${type.slice(0, 100)}`);
  }
  const bytes = await collect(request);
  if (bytes === undefined) return refuse(413, 'BODY_TOO_LARGE', `The body is larger than ${mostBytes} bytes`);
  if (bytes.length === 0) return { value: {} };
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(400, 'MALFORMED_JSON', `The body is not JSON: ${reason.slice(0, 200)}`);
  }
}

async function collect(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) return undefined;
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > mostBytes) return undefined;
      parts.push(part);
    }
  } catch {
    // The client went away in the middle: nobody reads the answer.
  }
  return Buffer.concat(parts);
}

function refuse(status: number, code: string, message: string): { readonly refusal: BodyRefusal } {
  return { refusal: { status, code, message } };
}
