import type { JsonObject, StreamItem, ToolResult } from '@toolwright/core';
import { errorResult, problemResult, unnamedCall } from '../error-result.ts';
import type { Problem } from '../error-result.ts';
import type { SentCall } from '../service-door.ts';
import { textLines } from '../text-lines.ts';
import { callResult } from './call-result.ts';
import type { CallResult } from './call-result.ts';

/** What a service sends in answer to a call. */
type Message =
  | { readonly result: CallResult }
  | { readonly error: RpcError }
  | { readonly method: string; readonly params?: JsonObject };

interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: JsonObject;
}

const invalidParams = -32_602;

/** What the answer to `tools/call` says: one message in JSON, or an event stream with the progress before it. */
export async function* readAnswer(
  { tool }: SentCall,
  response: Response,
): AsyncGenerator<StreamItem, void, void> {
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (!isStream || response.body === null) {
    const message = (await response.json()) as Message | Problem;
    // What the server refuses before it reads the message is no message of the protocol.
    yield 'detail' in message ? resultItem(problemResult(tool, message)) : itemOf(tool, message)!;
    return;
  }
  for await (const line of textLines(response.body)) {
    // One message is one line of data; the names of events and comments say nothing more.
    if (!line.startsWith('data: ')) continue;
    const item = itemOf(tool, JSON.parse(line.slice('data: '.length)) as Message);
    if (item !== undefined) yield item;
  }
}

function itemOf(tool: string, message: Message): StreamItem | undefined {
  if ('result' in message) return resultItem(callResult(tool, message.result));
  if ('error' in message) return resultItem(refusal(tool, message.error));
  const { method, params = {} } = message;
  if (method !== 'notifications/progress') return undefined;
  const { progress, total, message: text } = params;
  return {
    type: 'progress',
    completed: Number(progress),
    ...(typeof total === 'number' && { total }),
    ...(typeof text === 'string' && { message: text }),
  };
}

function resultItem(result: ToolResult): StreamItem {
  return { type: 'result', result };
}

/** An error of the protocol as the result that it is in process; `details` has the protocol's code. */
function refusal(tool: string, { code, message, data }: RpcError): ToolResult {
  const details = { rpcCode: code, ...(data !== undefined && { data }) };
  const shared = { message, retryable: false, details };
  const call = unnamedCall(tool);
  if (code === invalidParams && message.startsWith('Unknown tool'))
    return errorResult({ ...shared, code: 'TOOL_NOT_FOUND', type: 'not_found_error' }, call);
  if (code === invalidParams)
    return errorResult({ ...shared, code: 'INVALID_INPUT', type: 'validation_error' }, call);
  return errorResult({ ...shared, code: 'EXECUTION_FAILED', type: 'execution_error' }, call);
}
