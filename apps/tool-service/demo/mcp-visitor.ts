import type { Answer, AnsweredError, RailNotes } from './answer.ts';
import { visitorOf } from './visitor.ts';
import type { Visitor } from './visitor.ts';

const revision = '2026-07-28';

/** A message of JSON-RPC. */
interface Message {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
}

/** What the result of a tool has. */
interface CallResult {
  readonly content?: readonly { readonly text?: string }[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
  readonly _meta?: { readonly 'toolwright/call'?: RailNotes; readonly 'toolwright/error'?: AnsweredError };
}

/** What is asked, and how. */
export interface McpRequest {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly key: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Asks to hear how far the call is. */
  readonly follow?: boolean;
}

/** What came back: the last message is the answer. */
export interface McpReply {
  readonly response: Response;
  readonly messages: readonly Message[];
}

/** Asks something over the Model Context Protocol. */
export async function askMcp(url: string, request: McpRequest): Promise<McpReply> {
  const { method, params = {}, key, follow = false } = request;
  const meta = {
    'io.modelcontextprotocol/protocolVersion': revision,
    'io.modelcontextprotocol/clientInfo': { name: 'demo', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
    ...(follow && { progressToken: 'demo' }),
  };
  const response = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': revision,
      'mcp-method': method,
      ...(typeof params['name'] === 'string' && { 'mcp-name': params['name'] }),
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...request.headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: meta } }),
  });
  return { response, messages: messagesIn(response, await response.text()) };
}

/** Calls tools over the Model Context Protocol, with that key. */
export function mcpVisitor(url: string, key: string | undefined): Visitor {
  return visitorOf(async (name, input, visit) => {
    const params = { name, arguments: input };
    const { response, messages } = await askMcp(url, { method: 'tools/call', params, key, ...visit });
    return answerOf(response, messages);
  });
}

function answerOf({ status, headers }: Response, messages: readonly Message[]): Answer {
  const last = messages.at(-1);
  const result = (last?.result ?? {}) as CallResult;
  const { _meta: notes } = result;
  const refused = last?.error && { code: String(last.error.code), message: last.error.message };
  return {
    status,
    headers,
    data: result.structuredContent,
    error: refused ?? (result.isError === true ? notes?.['toolwright/error'] : undefined),
    text: result.content?.[0]?.text ?? '',
    rails: notes?.['toolwright/call'] ?? {},
    progress: messages.length - 1,
    chunks: 0,
  };
}

/** One message as JSON, or several as server-sent events. */
function messagesIn(response: Response, text: string): readonly Message[] {
  if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true)
    return [JSON.parse(text) as Message];
  return text
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => JSON.parse(line.slice('data:'.length)) as Message);
}
