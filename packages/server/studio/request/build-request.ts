import type { JsonObject, JsonValue } from '@toolwright/core';
import type { StudioSettings } from '../../src/studio/studio-settings.ts';

/** What a request to a tool is made of. */
export interface RequestParts {
  /** Where the server is: its origin and, behind a proxy, the path in front of it. */
  readonly base: string;
  readonly tool: string;
  readonly input: JsonValue;
  readonly authentication: StudioSettings['authentication']['type'];
  readonly token: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the answer should come piece by piece. */
  readonly stream?: boolean;
  /** Answers to what an earlier run asked. */
  readonly answers?: JsonObject;
  /** What it gave along, which brings the answers of before. */
  readonly state?: string;
}

/** A request, ready to be sent or written down. */
export interface BuiltRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The request of a call. */
export function buildRequest(parts: RequestParts): BuiltRequest {
  const { base, tool, input, answers, state, stream = false } = parts;
  return {
    url: `${base}/tools/${tool}${answers === undefined ? '' : '/answers'}`,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: stream ? 'text/event-stream' : 'application/json',
      ...credentials(parts),
      ...parts.headers,
    },
    body: JSON.stringify(answers === undefined ? input : { input, answers, state }),
  };
}

/** The request for the list of tools. */
export function listRequest(parts: Omit<RequestParts, 'tool' | 'input'>): BuiltRequest {
  const headers = { accept: 'application/json', ...credentials(parts), ...parts.headers };
  return { url: `${parts.base}/tools`, method: 'GET', headers };
}

function credentials({
  authentication,
  token,
}: Pick<RequestParts, 'authentication' | 'token'>): Record<string, string> {
  if (token === '') return {};
  return authentication === 'bearer' ? { authorization: `Bearer ${token}` } : { 'x-api-key': token };
}
