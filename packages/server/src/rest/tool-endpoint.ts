import type { AnyToolbox, CallOptions, JsonObject, ToolDescription } from '@toolwright/core';
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
    return resultReply(request, result, this.#results);
  }

  /** The body has the input beside the answers to what an earlier run asked. */
  async withAnswers(request: ServerRequest): Promise<Reply> {
    const body = await request.json();
    if (!body.ok) return request.refuse(body.problem);
    const { input, answers } = (body.value ?? {}) as { input?: unknown; answers?: unknown };
    if (typeof answers === 'object' && answers !== null && !Array.isArray(answers))
      return this.#answer(request, input ?? {}, 200, answers as NonNullable<CallOptions['answers']>);
    const detail = 'Send {"input": …, "answers": {"<id of the request>": …}}';
    return request.refuse({ status: 400, code: 'INVALID_INPUT', detail });
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

  async #answer(
    request: ServerRequest,
    input: unknown,
    status: number,
    answers?: NonNullable<CallOptions['answers']>,
  ): Promise<Reply> {
    const { toolbox, stream } = this.#parts;
    const results = status === 200 ? this.#results : { ...this.#results, status };
    const form = acceptedOf(request.headers['accept'], forms);
    if (form === undefined) return notAcceptable(request);
    const options = request.callOptions();
    const asked = answers === undefined ? options : { ...options, answers };
    const { name } = this.tool;
    if (form === 'application/json' || request.method === 'HEAD') {
      return resultReply(request, await toolbox.dispatch(name, input, asked), results);
    }
    const opened = await openStream(toolbox.dispatchStream(name, input, asked), stream.clock);
    if (opened.ended !== undefined && opened.ended.status !== 'success')
      return resultReply(request, opened.ended, results);
    const resumable = this.tool.http?.resumable === true;
    const format = streamFormats[form](resumable ? request.headers['last-event-id'] : undefined, resumable);
    return streamReply(format, opened.stream, stream);
  }
}

function notAcceptable(request: ServerRequest): Reply {
  const detail = `This is served as ${forms.join(', ')}; accept one of them`;
  return request.refuse({ status: 406, code: 'NOT_ACCEPTABLE', detail });
}
