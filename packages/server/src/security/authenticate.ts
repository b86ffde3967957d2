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
const invalid = ['www-authenticate', `${realm}, error="invalid_token"`];

/** What a 401 must carry. */
export const challenge: readonly string[] = ['www-authenticate', realm];

/** The problem of a request without credentials. */
export const credentialsMissing: Problem = {
  status: 401,
  code: 'UNAUTHENTICATED',
  detail: 'Authentication required',
  members: { errorType: 'authentication_error', retryable: false },
  headers: challenge,
};

const credentialsInvalid: Problem = { ...credentialsMissing, detail: 'Invalid token', headers: invalid };

/** The problem of credentials that were refused; what is none of that is thrown on. */
export function refusedCredentials(error: unknown): Problem {
  if (isToolError(error) && error.type === 'authentication_error') return credentialsInvalid;
  throw error;
}
