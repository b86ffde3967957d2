import { createHash, timingSafeEqual } from 'node:crypto';
import { invalidOption, ToolError } from '@toolwright/core';
import type { Principal } from '@toolwright/core';
import type { Authenticate } from './authenticate.ts';

/** One secret that callers may show, and whom it stands for. */
export interface StaticCredential {
  /** The SHA-256 of the secret, 64 hexadecimal digits: `printf %s "$SECRET" | sha256sum`. */
  readonly sha256: string;
  readonly principal: Principal;
}

/**
 * Knows callers by `Authorization: Bearer …` or `X-API-Key: …`. Secrets are kept as hashes, and every one is compared,
 * in constant time. Meant for long random secrets: a hash without salt does not protect a word that can be guessed.
 *
 * @throws `INVALID_OPTIONS` for what is no SHA-256.
 */
export function staticCredentials(credentials: readonly StaticCredential[]): Authenticate {
  const known = credentials.map(({ sha256, principal }) => ({ hash: hashOf(sha256), principal }));
  return ({ headers }) => {
    const secret = secretIn(headers);
    if (secret === undefined) return undefined;
    const shown = createHash('sha256').update(secret).digest();
    let found: Principal | undefined;
    for (const { hash, principal } of known) if (timingSafeEqual(hash, shown)) found = principal;
    if (found === undefined) throw new ToolError('UNAUTHENTICATED', 'Invalid token');
    return found;
  };
}

function secretIn(headers: Readonly<Record<string, string>>): string | undefined {
  const { authorization } = headers;
  if (authorization === undefined) return headers['x-api-key'];
  const [, secret] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
  if (secret === undefined) throw new ToolError('UNAUTHENTICATED', 'Invalid token');
  return secret;
}

function hashOf(sha256: string): Buffer {
  if (typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256)) return Buffer.from(sha256, 'hex');
  throw invalidOption('sha256', '64 hexadecimal digits, the SHA-256 of a secret', 'something else');
}
