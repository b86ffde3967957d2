import type { AnyToolbox, JsonObject, StreamItem, ToolDescription } from '@toolwright/core';
import type { Answers, RequestState, StateOwner } from '../questions/request-state.ts';
import type { Problem } from '../reply/problem.ts';
import { answerableResult, questionReply } from '../reply/question-reply.ts';
import type { AskingResult } from '../reply/question-reply.ts';
import type { Reply } from '../reply/reply.ts';
import { resultReply } from '../reply/result-reply.ts';
import type { ResultSettings } from '../reply/result-reply.ts';
import { successWriter } from '../reply/success-text.ts';
import { acceptedOf } from '../request/accept.ts';
import type { ServerRequest } from '../request/server-request.ts';
import { streamFormats } from '../stream/stream-format.ts';
import { openStream, streamReply } from '../stream/stream-reply.ts';
import type { StreamSettings } from '../stream/stream-reply.ts';
import { queryCoercion } from './coerce-query.ts';
import type { QueryCoercion } from './coerce-query.ts';

/** What every endpoint shares. */
export interface EndpointParts {
  readonly toolbox: AnyToolbox;
  readonly now: () => number;
  readonly stream: StreamSettings;
  /** Carries what people have answered. */
  readonly state: RequestState;
}

const forms = ['application/json', 'text/event-stream', 'application/x-ndjson'] as const;
// Names under which a credential would end up in somebody's log.
const credentialNames = ['access_token', 'api_key', 'apikey', 'authorization'];

/** One tool over REST: every way to say its input, every form of the answer. */
export class ToolEndpoint {
  readonly tool: ToolDescription;
  readonly #parts: EndpointParts;
  readonly #results: ResultSettings;
  #coercion: QueryCoercion | undefined;

  constructor(tool: ToolDescription, parts: EndpointParts) {
    this.tool = tool;
    this.#parts = parts;
    this.#results = { status: 200, now: parts.now, write: successWriter(tool) };
  }

  /** The body is the input. One function from body to reply: every promise less is a tenth of a microsecond. */
  async withBody(request: ServerRequest): Promise<Reply> {
    const body = await request.json();
    if (!body.ok) return request.refuse(body.problem);
    const form = acceptedOf(request.headers['accept'], forms);
    if (form !== 'application/json') return this.#answer(request, body.value, 200);
    const { toolbox } = this.#parts;
    const result = await toolbox.dispatch(this.tool.name, body.value, request.callOptions());
    if (result.status === 'input_required') return this.#question(request, body.value, result);
    return resultReply(request, result, this.#results);
  }

  /** The body has the input beside the answers to what an earlier run asked, and the state that it gave. */
  async withAnswers(request: ServerRequest): Promise<Reply> {
    const body = await request.json();
    if (!body.ok) return request.refuse(body.problem);
    const given = answersIn(body.value);
    if (given === undefined) return request.refuse(noAnswers);
    const { input, answers, state } = given;
    if (state === undefined) return this.#answer(request, input, 200, answers);
    const known = await this.#parts.state.redeem(state, this.#owner(request, input));
    if (typeof known === 'string') return request.refuse(stateProblems[known]);
    return this.#answer(request, input, 200, { ...known, ...answers });
  }

  /** The query string is the input. */
  withQuery(request: ServerRequest, status = 200): Promise<Reply> {
    return this.#fromText(request, {}, status);
  }

  /** The segments of the path are part of the input; the rest is the body, or the query where there is none. */
  async withPath(request: ServerRequest, hasBody: boolean, status: number): Promise<Reply> {
    const named = Object.entries(request.params).map(([name, text]) => [
      name,
      this.#coerce.single(name, text),
    ]);
    const params = Object.fromEntries(named) as Record<string, unknown>;
    if (!hasBody) return this.#fromText(request, params, status);
    const body = await request.json();
    if (!body.ok) return request.refuse(body.problem);
    if (typeof body.value !== 'object' || body.value === null || Array.isArray(body.value))
      return this.#answer(request, body.value, status);
    return this.#answer(request, { ...body.value, ...params }, status);
  }

  #fromText(request: ServerRequest, params: Record<string, unknown>, status: number): Promise<Reply> {
    const given = request.query === '' ? {} : this.#coerce.query(request.query);
    const properties = (this.tool.inputSchema['properties'] ?? {}) as JsonObject;
    const leaked = credentialNames.find(
      (name) => Object.hasOwn(given, name) && !Object.hasOwn(properties, name),
    );
    if (leaked === undefined) return this.#answer(request, { ...given, ...params }, status);
    const detail = `Send credentials in the authorization header, never as "${leaked}" in a query string`;
    return Promise.resolve(request.refuse({ status: 400, code: 'BAD_REQUEST', detail }));
  }

  get #coerce(): QueryCoercion {
    return (this.#coercion ??= queryCoercion(this.tool.inputSchema));
  }

  /** Asks; what has been answered by now goes along in the state. */
  #question(request: ServerRequest, input: unknown, result: AskingResult, answers?: Answers): Reply {
    return questionReply(result, this.#seal(request, input, answers));
  }

  #seal(request: ServerRequest, input: unknown, answers: Answers = {}): string {
    return this.#parts.state.seal(this.#owner(request, input), answers);
  }

  #owner({ principal }: ServerRequest, input: unknown): StateOwner {
    return { tool: this.tool.name, input, principal };
  }

  async #answer(request: ServerRequest, input: unknown, status: number, answers?: Answers): Promise<Reply> {
    const { toolbox, stream } = this.#parts;
    const results = status === 200 ? this.#results : { ...this.#results, status };
    const form = acceptedOf(request.headers['accept'], forms);
    if (form === undefined) return notAcceptable(request);
    const options = request.callOptions();
    const asked = answers === undefined ? options : { ...options, answers };
    const { name } = this.tool;
    if (form === 'application/json' || request.method === 'HEAD') {
      const result = await toolbox.dispatch(name, input, asked);
      if (result.status === 'input_required') return this.#question(request, input, result, answers);
      return resultReply(request, result, results);
    }
    const opened = await openStream(toolbox.dispatchStream(name, input, asked), stream.clock);
    const { ended } = opened;
    if (ended?.status === 'input_required') return this.#question(request, input, ended, answers);
    if (ended?.status === 'error') return resultReply(request, ended, results);
    const resumable = this.tool.http?.resumable === true;
    const format = streamFormats[form](resumable ? request.headers['last-event-id'] : undefined, resumable);
    const item = (next: StreamItem): string => format.item(this.#told(request, input, next, answers));
    return streamReply({ ...format, item }, opened.stream, stream);
  }

  /** An item of a stream as it is told: a result that asks says how to answer it. */
  #told(request: ServerRequest, input: unknown, item: StreamItem, answers?: Answers): StreamItem {
    if (item.type !== 'result' || item.result.status !== 'input_required') return item;
    return { ...item, result: answerableResult(item.result, this.#seal(request, input, answers)) };
  }
}

const noAnswers: Problem = {
  status: 400,
  code: 'INVALID_INPUT',
  detail: 'Send {"input": …, "answers": {"<id of the request>": …}, "state": "<as it was given>"}',
};

const stateProblems: Readonly<Record<'unknown' | 'spent', Problem>> = {
  unknown: {
    status: 400,
    code: 'STATE_INVALID',
    detail: 'The state is not of this call with this input, or too old; call again without it',
  },
  spent: { status: 409, code: 'STATE_SPENT', detail: 'The state has been used; call again without it' },
};

interface GivenAnswers {
  readonly input: unknown;
  readonly answers: Answers;
  readonly state: string | undefined;
}

function answersIn(body: unknown): GivenAnswers | undefined {
  const { input = {}, answers, state } = (body ?? {}) as Record<string, unknown>;
  if (typeof answers !== 'object' || answers === null || Array.isArray(answers)) return undefined;
  if (state !== undefined && typeof state !== 'string') return undefined;
  return { input, answers: answers as Answers, state };
}

function notAcceptable(request: ServerRequest): Reply {
  const detail = `This is served as ${forms.join(', ')}; accept one of them`;
  return request.refuse({ status: 406, code: 'NOT_ACCEPTABLE', detail });
}
