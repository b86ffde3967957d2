import { isToolError } from '@toolwright/core';
import type { InputRequest, JsonObject } from '@toolwright/core';
import { readResponses } from './elicitation.ts';
import type { Responses } from './elicitation.ts';
import { missingCapabilities, questionOf } from './input-request.ts';
import { rpcCodes } from './protocol.ts';
import type { Answers, RequestState, StateOwner } from '../questions/request-state.ts';
import type { RpcParams } from './rpc-message.ts';
import { invalidParams } from './rpc-reply.ts';
import type { RpcError } from './rpc-reply.ts';

/** What a request brings of what its tool asked before. */
export type Brought =
  | { readonly kind: 'answers'; readonly answers: Answers }
  | { readonly kind: 'declined' }
  | { readonly kind: 'refused'; readonly error: RpcError };

/** What becomes of a tool's questions: the members of a result that asks, an error, or nothing where no form can ask. */
export type Question =
  | { readonly kind: 'result'; readonly members: JsonObject }
  | { readonly kind: 'refused'; readonly error: RpcError }
  | undefined;

/** Puts the questions of tools to clients: the call ends, and comes again with the answers and the state of before. */
export class Asking {
  readonly #state: RequestState;

  constructor(state: RequestState) {
    this.#state = state;
  }

  /** Reads what the client brings: the answers of now beside those of before. */
  read({ inputResponses, requestState }: RpcParams, owner: StateOwner): Brought | Promise<Brought> {
    const responses = readResponses(inputResponses);
    if (responses.kind === 'malformed')
      return refused('"params.inputResponses" must be the results of what was asked, by their ids');
    if (requestState === undefined) return broughtOf(responses, {});
    if (typeof requestState !== 'string') return refused(refusals.unknown);
    return this.#state.redeem(requestState, owner).then(
      (known) => (typeof known === 'string' ? refused(refusals[known]) : broughtOf(responses, known)),
      (error: unknown) => {
        if (isToolError(error, 'STORE_UNAVAILABLE')) return { kind: 'refused', error: untold };
        throw error;
      },
    );
  }

  /** Asks; the answers that are known by now go along in the state. */
  ask(
    requests: readonly InputRequest[],
    capabilities: RpcParams,
    { owner, answers }: { readonly owner: StateOwner; readonly answers: Answers },
  ): Question {
    const questions = requests.map(questionOf);
    if (!questions.every((question) => question !== undefined)) return undefined;
    const missing = missingCapabilities(questions, capabilities);
    if (missing !== undefined) return { kind: 'refused', error: needs(missing) };
    const requestState = this.#state.seal(owner, answers);
    return { kind: 'result', members: { inputRequests: Object.fromEntries(questions), requestState } };
  }
}

const refusals = {
  unknown: '"params.requestState" is not of this call, or too old; call without it',
  spent: '"params.requestState" has been used; call without it',
};

const untold: RpcError = {
  code: rpcCodes.internalError,
  message: 'Whether "params.requestState" has been used cannot be told now; send the same again later',
  status: 503,
};

function broughtOf(responses: Exclude<Responses, { kind: 'malformed' }>, known: Answers): Brought {
  if (responses.kind === 'declined') return responses;
  return { kind: 'answers', answers: { ...known, ...responses.answers } };
}

function refused(message: string): Brought {
  return { kind: 'refused', error: invalidParams(message, 400) };
}

function needs(requiredCapabilities: JsonObject): RpcError {
  return {
    code: rpcCodes.missingClientCapability,
    message: `This call asks what only a client with ${Object.keys(requiredCapabilities).join(', ')} can answer`,
    data: { requiredCapabilities },
    status: 400,
  };
}
