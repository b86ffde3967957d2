import { isUtf8 } from 'node:buffer';
import type { Problem } from '../reply/problem.ts';
import { isDeeperThan } from './json-depth.ts';
import type { ReadFailure, Transport } from './transport.ts';

/** The value of a body, or the problem with it. */
export type ParsedBody =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: Problem };

/** How large and how deep a body may be. */
export interface BodyLimits {
  readonly bodyBytes: number;
  readonly jsonDepth: number;
}

const jsonType = /^application\/(?:[\w.!#$&^-]+\+)?json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i;
const nothing: ParsedBody = { ok: true, value: {} };

/** Reads a body of JSON; none at all is `{}`. Never rejects. */
export function readJson(transport: Transport, limits: BodyLimits): Promise<ParsedBody> {
  const { headers } = transport;
  const type = headers['content-type'];
  if (type !== undefined && type !== 'application/json' && !jsonType.test(type))
    return Promise.resolve(wrongType(type));
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') return Promise.resolve(wrongEncoding(encoding));
  return new Promise((resolve) => {
    transport.read(limits.bodyBytes, (read) => resolve(parsed(read, limits)));
  });
}

function parsed(bytes: Uint8Array | ReadFailure, limits: BodyLimits): ParsedBody {
  if (bytes === 'too-large') return tooLarge(limits.bodyBytes);
  if (bytes === 'gone') return problem(400, 'BODY_INCOMPLETE', 'The body ended before all of it had arrived');
  return bytes.length === 0 ? nothing : parseJson(bytes, limits.jsonDepth);
}

/** Reads JSON in UTF-8 that nests at most `mostLevels` deep. */
export function parseJson(bytes: Uint8Array, mostLevels: number): ParsedBody {
  if (!isUtf8(bytes))
    return problem(400, 'MALFORMED_JSON', 'The body is not UTF-8, which JSON is written in');
  const text = textOf(bytes);
  if (isDeeperThan(text, mostLevels)) {
    return problem(
      400,
      'JSON_TOO_DEEP',
      `The body nests deeper than ${mostLevels} levels; send a flatter value`,
    );
  }
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return problem(400, 'MALFORMED_JSON', `The body is not JSON: ${reason.slice(0, 200)}`);
  }
}

function textOf(bytes: Uint8Array): string {
  const buffer = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer.toString();
}

function wrongType(type: string): ParsedBody {
  const detail = `Send application/json in UTF-8, not ${JSON.stringify(type.slice(0, 100))}`;
  return problem(415, 'UNSUPPORTED_MEDIA_TYPE', detail, ['accept', 'application/json']);
}

function wrongEncoding(encoding: string): ParsedBody {
  const detail = `Send the body as it is, not encoded as ${JSON.stringify(encoding.slice(0, 100))}`;
  return problem(415, 'UNSUPPORTED_CONTENT_ENCODING', detail, ['accept-encoding', 'identity']);
}

function tooLarge(mostBytes: number): ParsedBody {
  const detail = `The body is larger than ${mostBytes} bytes; send less, or in several calls`;
  return problem(413, 'BODY_TOO_LARGE', detail);
}

function problem(status: number, code: string, detail: string, headers?: readonly string[]): ParsedBody {
  return { ok: false, problem: { status, code, detail, ...(headers !== undefined && { headers }) } };
}
