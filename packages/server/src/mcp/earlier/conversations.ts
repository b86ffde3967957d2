import { failure } from '@toolwright/core';
import type { Failure, InputRequest, Principal, ToolResult } from '@toolwright/core';
import type { Reply } from '../../reply/reply.ts';
import { acceptedOf } from '../../request/accept.ts';
import type { StreamSettings } from '../../stream/stream-reply.ts';
import { readResponses } from '../elicitation.ts';
import { missingCapabilities, questionOf } from '../input-request.ts';
import type { PutQuestion } from '../input-request.ts';
import { messageReply } from '../message-reply.ts';
import type { SendMessage } from '../message-reply.ts';
import type { Carrier } from '../method.ts';
import type { Answers } from '../../questions/request-state.ts';
import type { Respond } from '../rpc-reply.ts';
import type { RpcParams, RpcResponse } from '../rpc-message.ts';
import { ClientRequests } from './client-requests.ts';
import type { Replies } from './client-requests.ts';
import type { LogFeed } from './log-feed.ts';
import { SessionNotes } from './session-notes.ts';

/** A call whose messages, and response, go out as they come. */
export interface Talk {
  /** Whether the client is asked while it waits. */
  readonly asks: boolean;
  readonly respond: Respond;
  readonly first: (send: SendMessage) => Promise<ToolResult>;
  /** Makes the call again, with all the answers so far. */
  readonly again: (answers: Answers, send: SendMessage) => Promise<ToolResult>;
  /** What tells the client the lines of the call. */
  readonly logs?: LogFeed | undefined;
}

/** How clients are asked. */
export interface ConversationSettings {
  /** Signs what sessions are known by. */
  readonly key: string | Uint8Array;
  /** Whether also clients that cannot be asked have a session. */
  readonly always: boolean;
  /** How long an answer may take. */
  readonly patienceMs: number;
  readonly stream: StreamSettings;
}

/**
 * Runs calls on streams of their own. Clients of earlier revisions are asked there, by requests of ours, while their
 * call waits.
 */
export class Conversations {
  readonly #notes: SessionNotes;
  readonly #requests: ClientRequests;
  readonly #stream: StreamSettings;

  constructor({ key, always, patienceMs, stream }: ConversationSettings) {
    this.#notes = new SessionNotes(key, always);
    this.#requests = new ClientRequests(stream.clock, patienceMs);
    this.#stream = stream;
  }

  /** The id of a session for a client that can do this; `undefined`: there is nothing to note of it. */
  sessionFor(capabilities: RpcParams, principal: Principal | undefined): string | undefined {
    return this.#notes.mint(capabilities, principal);
  }

  /** The id of the client's session, if it is one of ours. */
  sessionOf({ headers, principal }: Carrier): string | undefined {
    const session = headers['mcp-session-id'];
    return this.#notes.read(session, principal) === undefined ? undefined : session;
  }

  /** Takes a response to what was asked; answers whether it is one. */
  take(response: RpcResponse, principal: Principal | undefined): boolean {
    return this.#requests.take(response, principal);
  }

  /** Whether what a call asks can be asked of the client that made it. */
  canAsk(carrier: Carrier, result: ToolResult): boolean {
    return (
      result.status === 'input_required' &&
      acceptedOf(carrier.headers['accept'], ['text/event-stream']) !== undefined &&
      this.#questions(carrier, result.requests) !== undefined
    );
  }

  /** The reply of a call that says more than its response. */
  reply(carrier: Carrier, talk: Talk): Reply {
    const messages = async (send: SendMessage): Promise<void> => {
      talk.logs?.open(send);
      try {
        const first = await talk.first(send);
        const result = talk.asks ? await this.#goOn(carrier, first, { send, talk }) : first;
        talk.logs?.close();
        if (result !== undefined) await send(talk.respond(result).text);
      } finally {
        talk.logs?.close();
      }
    };
    return messageReply(messages, this.#stream);
  }

  /** What a call comes to once everything that it asks has been answered; `undefined`: the client went away. */
  async #goOn(
    carrier: Carrier,
    first: ToolResult,
    { send, talk }: { readonly send: SendMessage; readonly talk: Talk },
  ): Promise<ToolResult | undefined> {
    let result = first;
    let answers: Answers = {};
    while (result.status === 'input_required') {
      const questions = this.#questions(carrier, result.requests);
      if (questions === undefined) return result;
      const { principal, signal } = carrier;
      const asker = { send, principal, signal };
      const replies = await this.#requests.ask(questions, asker);
      if (replies.kind === 'gone') return undefined;
      const given = answersIn(replies);
      if ('code' in given) return failedLike(result, given);
      answers = { ...answers, ...given.answers };
      result = await talk.again(answers, send);
    }
    return result;
  }

  #questions(
    { headers, principal }: Carrier,
    requests: readonly InputRequest[],
  ): readonly PutQuestion[] | undefined {
    const questions = requests.map(questionOf);
    if (!questions.every((question) => question !== undefined)) return undefined;
    const capabilities = this.#notes.read(headers['mcp-session-id'], principal);
    if (capabilities === undefined) return undefined;
    return missingCapabilities(questions, capabilities) === undefined ? questions : undefined;
  }
}

/** The answers in what a client replied, or why the call cannot go on. */
function answersIn(replies: Exclude<Replies, { kind: 'gone' }>): { readonly answers: Answers } | Failure {
  if (replies.kind === 'late')
    return failure('OPERATION_TIMEOUT', 'Nobody answered what was asked. Nothing was done.');
  if (replies.kind === 'busy')
    return failure('QUEUE_FULL', 'Too many questions wait for their answers. Nothing was done.');
  const responses = replies.kind === 'results' ? readResponses(replies.results) : declined;
  if (responses.kind === 'answers') return responses;
  return responses.kind === 'declined'
    ? failure('CANCELLED', 'The person did not agree to answer what was asked. Nothing was done.')
    : failure('INVALID_INPUT', 'The client answered in a form that cannot be read. Nothing was done.');
}

// A client that answers with an error has nobody who answers.
const declined = { kind: 'declined' } as const;

function failedLike({ metadata }: ToolResult, { cause: _none, ...error }: Failure): ToolResult {
  return { status: 'error', error, metadata };
}
