import { isToolError } from '@toolwright/core';
import type { Awaitable, Principal } from '@toolwright/core';
import type { Problem } from '../reply/problem.ts';
import type { ServerRequest } from '../request/server-request.ts';

/**
 * Says who asks. `undefined`: the request carries no credentials. Throws a `ToolError` of `UNAUTHENTICATED` for
 * credentials that are not good. Look at headers only: what stands in a URL ends up in logs.
 */
export type Authenticate = (request: ServerRequest) => Awaitable<Principal | undefined>;

const realm = 'Bearer realm="toolwright"';

/** The header of a 401 or 403 that says how to get credentials, with further parameters of its challenge. */
export function bearerChallenge(parameters?: string): readonly string[] {
  return ['www-authenticate', parameters === undefined ? realm : `${realm}, ${parameters}`];
}

/** What a 401 must carry. */
export const challenge: readonly string[] = bearerChallenge();

/** The problem of a request without credentials; `parameters` are further ones of the challenge. */
export function credentialsMissing(parameters?: string): Problem {
  return { ...missing, headers: bearerChallenge(parameters) };
}

/** The problem of credentials that were refused; what is none of that is thrown on. */
export function refusedCredentials(error: unknown, parameters?: string): Problem {
  if (!isToolError(error) || error.type !== 'authentication_error') throw error;
  const invalid = ['error="invalid_token"', parameters].filter((text) => text !== undefined);
  return { ...missing, detail: 'Invalid token', headers: bearerChallenge(invalid.join(', ')) };
}

const missing: Problem = {
  status: 401,
  code: 'UNAUTHENTICATED',
  detail: 'Authentication required',
  members: { errorType: 'authentication_error', retryable: false },
};
