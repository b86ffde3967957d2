import type { AskRequest, InputRequest, JsonObject } from '@toolwright/core';
import { elicitationOf } from './elicitation.ts';
import { isRecord } from './rpc-message.ts';
import type { RpcParams } from './rpc-message.ts';

/** A question by its key in `inputRequests`, as the client gets it. */
export type PutQuestion = readonly [string, AskRequest];

// What a question may be put by, beside a form; the client must say that it can answer it.
const isKnown = (via: AskRequest | undefined): via is AskRequest =>
  via !== undefined && ['sampling/createMessage', 'roots/list', 'elicitation/create'].includes(via.method);

/** A question as the client gets it: by the request that the tool names, else by a form; `undefined`: no form can show it. */
export function questionOf(request: InputRequest): PutQuestion | undefined {
  return isKnown(request.via) ? [request.id, request.via] : elicitationOf(request);
}

/** The capabilities that a client lacks for these questions; `undefined`: none. */
export function missingCapabilities(
  questions: readonly PutQuestion[],
  capabilities: RpcParams,
): JsonObject | undefined {
  const missing: Record<string, JsonObject> = {};
  for (const [, { method, params }] of questions) {
    if (method === 'elicitation/create') {
      const mode = params['mode'] === 'url' ? 'url' : 'form';
      if (!elicits(capabilities, mode)) missing['elicitation'] = { ...missing['elicitation'], [mode]: {} };
    } else {
      const name = method === 'roots/list' ? 'roots' : 'sampling';
      if (!isRecord(capabilities[name])) missing[name] = {};
    }
  }
  return Object.keys(missing).length === 0 ? undefined : missing;
}

/** Whether a client can put such a question to a person. One that does not say how can show forms. */
function elicits({ elicitation }: RpcParams, mode: 'form' | 'url'): boolean {
  if (!isRecord(elicitation)) return false;
  return mode in elicitation || (mode === 'form' && Object.keys(elicitation).length === 0);
}
