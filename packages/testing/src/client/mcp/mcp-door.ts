import type { CallOptions, JsonObject } from '@toolwright/core';
import type { Door } from '../door.ts';
import { callHeaders, serviceDoor, serviceUrl } from '../service-door.ts';
import type { SentCall, ServiceDoorOptions } from '../service-door.ts';
import { fieldText, paramHeaders } from './mirrored-headers.ts';
import { listedTool } from './listed-tool.ts';
import type { ListedTool } from './listed-tool.ts';
import { readAnswer } from './read-answer.ts';

/** How a door reaches a service that speaks the Model Context Protocol. */
export interface McpDoorOptions extends ServiceDoorOptions {
  /** Where the protocol is spoken. @default '/mcp' */
  readonly path?: string;
}

const revision = '2026-07-28';
const reserved = 'io.modelcontextprotocol/';
const headerMismatch = -32_020;
const traceFields = ['traceparent', 'tracestate', 'baggage'];

/** Sends a request of the protocol. */
type Post = (request: Request) => Promise<Response>;

interface Request {
  readonly method: string;
  readonly params: JsonObject;
  readonly options: CallOptions;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The door over the Model Context Protocol, revision 2026-07-28, to a service of `@toolwright/server`. What a caller may
 * say crosses as over REST; leaving closes the stream, which cancels. A tool's questions are forms, which the client says
 * that it can show; `answers` are filled into them.
 *
 * The protocol has no chunks: those of a stream that returns nothing are its result, others are not seen. Of a tool it
 * tells neither version nor permissions, rails, deadline or whether it streams. `peer` and `values` cannot cross.
 *
 * @throws `INVALID_OPTIONS` for a `url` that is none.
 */
export function mcpDoor(options: McpDoorOptions): Door {
  const post = poster(options, serviceUrl(options, options.path ?? '/mcp'));
  return serviceDoor({
    name: 'MCP',
    async send(call) {
      const first = await post(callRequest(call, {}));
      if (!(await isMismatch(first))) return first;
      // The tool wants fields of its input in headers, which the list of tools tells of.
      const tools = await list(post, call.options);
      const schema = tools.find(({ name }) => name === call.tool)?.inputSchema ?? {};
      return post(callRequest(call, paramHeaders(schema, call.input)));
    },
    read: readAnswer,
    describe: async (call) => (await list(post, call)).map(listedTool),
  });
}

function poster(options: McpDoorOptions, url: URL): Post {
  const { fetch = globalThis.fetch } = options;
  let id = 0;
  return ({ method, params, options: call, headers }) => {
    id += 1;
    return fetch(url, {
      method: 'POST',
      headers: {
        ...callHeaders(options, call),
        ...headers,
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        'mcp-protocol-version': revision,
        'mcp-method': method,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta: metaOf(params) } }),
      signal: call.signal ?? null,
    });
  };
}

/** What every request says of itself, beside what this one does. */
function metaOf({ _meta }: JsonObject): JsonObject {
  return {
    ...(_meta as JsonObject | undefined),
    [`${reserved}protocolVersion`]: revision,
    [`${reserved}clientInfo`]: { name: 'toolwright-testing', version: '1.0.0' },
    [`${reserved}clientCapabilities`]: { elicitation: { form: {} } },
  };
}

function callRequest(
  { tool, input, options, followed }: SentCall,
  headers: Readonly<Record<string, string>>,
): Request {
  return {
    method: 'tools/call',
    params: {
      name: tool,
      arguments: (input ?? {}) as JsonObject,
      ...(options.answers !== undefined && { inputResponses: responsesTo(options.answers) }),
      _meta: { ...traceOf(options), ...(followed && { progressToken: 'progress' }) },
    },
    options,
    headers: { ...headers, 'mcp-name': fieldText(tool) },
  };
}

/** The trace that the caller is in, which crosses in the message. */
function traceOf({ headers = {} }: CallOptions): JsonObject {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => traceFields.includes(name)));
}

/** Answers as the forms that a person has filled in; one that is no object is a form's one field. */
function responsesTo(answers: NonNullable<CallOptions['answers']>): JsonObject {
  return Object.fromEntries(
    Object.entries(answers).map(([id, answer]) => {
      const isForm = typeof answer === 'object' && answer !== null && !Array.isArray(answer);
      return isForm
        ? [id, { action: 'accept', content: answer }]
        : [`${id}.answer`, { action: 'accept', content: { answer } }];
    }),
  );
}

async function isMismatch(response: Response): Promise<boolean> {
  if (response.status !== 400) return false;
  const { error } = (await response.clone().json()) as { readonly error?: { readonly code?: unknown } };
  return error?.code === headerMismatch;
}

/** Every page of the list of tools. */
async function list(post: Post, options: CallOptions): Promise<readonly ListedTool[]> {
  const tools: ListedTool[] = [];
  let cursor: string | undefined;
  do {
    const params = cursor === undefined ? {} : { cursor };
    const response = await post({ method: 'tools/list', params, options });
    const { result } = (await response.json()) as { readonly result: ToolPage };
    tools.push(...result.tools);
    cursor = result.nextCursor;
  } while (cursor !== undefined);
  return tools;
}

interface ToolPage {
  readonly tools: readonly ListedTool[];
  readonly nextCursor?: string;
}
