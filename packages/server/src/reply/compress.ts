import { brotliCompress, constants, gzip } from 'node:zlib';

/** The encodings that answers are written in. */
export type Encoding = 'br' | 'gzip';

// The middle of brotli's range costs as much as gzip and says the same in less.
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** The encoding that the client reads, brotli before gzip; `undefined`: none. */
export function encodingFor(acceptEncoding: string | undefined): Encoding | undefined {
  if (acceptEncoding === undefined) return undefined;
  const refused = /(?:^|,)\s*([a-z*-]+)\s*;\s*q\s*=\s*0(?:\.0{0,3})?\s*(?=,|$)/gi;
  const left = acceptEncoding.replace(refused, '').toLowerCase();
  if (/(?:^|,)\s*br\s*(?:[;,]|$)/.test(left)) return 'br';
  return /(?:^|,)\s*gzip\s*(?:[;,]|$)/.test(left) ? 'gzip' : undefined;
}

/** Compresses off the main thread. */
export function compress(text: string, encoding: Encoding): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, bytes: Buffer): void =>
      error === null ? resolve(bytes) : reject(error);
    if (encoding === 'br') brotliCompress(text, brotli, done);
    else gzip(text, done);
  });
}
