import type {
  InputRequest,
  JsonObject,
  JsonValue,
  ResultError,
  ResultMetadata,
  ToolResult,
} from '@toolwright/core';
import { errorResult, unnamedCall } from '../error-result.ts';

/** The result of `tools/call`. */
export interface CallResult {
  readonly resultType?: string;
  readonly content?: readonly JsonObject[];
  readonly structuredContent?: JsonValue;
  readonly isError?: boolean;
  readonly inputRequests?: Readonly<Record<string, Elicitation>>;
  readonly _meta?: {
    readonly 'toolwright/call'?: ResultMetadata;
    readonly 'toolwright/error'?: ResultError;
  };
}

interface Elicitation {
  readonly params: { readonly message: string; readonly requestedSchema?: JsonObject };
}

/** A result of the protocol as the one that it is in process. */
export function callResult(tool: string, result: CallResult): ToolResult {
  const { _meta: meta = {}, isError = false, inputRequests = {} } = result;
  const metadata = meta['toolwright/call'] ?? unnamedCall(tool);
  if (result.resultType === 'input_required')
    return { status: 'input_required', requests: Object.entries(inputRequests).map(requestOf), metadata };
  if (isError) return errorResult(meta['toolwright/error'] ?? unnamedError(result), metadata);
  return { status: 'success', data: dataOf(result), metadata };
}

/** The failure of a call that the service says only in words: of a question that no form can ask, say. */
function unnamedError({ content = [] }: CallResult): ResultError {
  const message = content.flatMap(({ text }) => (typeof text === 'string' ? [text] : [])).join('\n');
  return { code: 'EXECUTION_FAILED', type: 'execution_error', message, retryable: false };
}

/** The result as a value, else the one text, else the blocks of what the model is shown. */
function dataOf(result: CallResult): unknown {
  const { content = [], structuredContent } = result;
  if (structuredContent !== undefined) return structuredContent;
  if (content.length === 0) return undefined;
  const [only, ...more] = content;
  return more.length === 0 && only?.['type'] === 'text' ? only['text'] : content;
}

/** A form as the question that it asks; the answer to one with the one field `answer` is that field. */
function requestOf([name, { params }]: readonly [string, Elicitation]): InputRequest {
  const { message: prompt, requestedSchema } = params;
  const id = name.replace(/\.answer$/, '');
  const { properties } = requestedSchema ?? {};
  const schema = id === name ? requestedSchema : (properties as JsonObject | undefined)?.['answer'];
  return { id, prompt, ...(schema !== undefined && { schema: schema as JsonObject }) };
}
