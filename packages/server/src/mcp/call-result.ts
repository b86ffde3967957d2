import { formatRetryAfter } from '@toolwright/core';
import type { InputRequest, ResultError, ToolResult } from '@toolwright/core';
import { isRecord } from './rpc-message.ts';
import type { Era } from './paged-list.ts';
import type { McpTool } from './tool-catalogue.ts';

/**
 * The members of a `CallToolResult` as JSON without braces. A failure is a result too, with a sentence for the model and,
 * in `_meta`, the same record that REST answers with: a model can repair its input or wait.
 */
export function callResult(tool: McpTool, result: ToolResult, era: Era): string {
  if (result.status === 'error') return failureMembers(sentence(result.error));
  if (result.status === 'input_required') return failureMembers(unasked(result.requests));
  const content = contentOf(tool, result.data);
  const { outputSchema } = tool.description;
  const { data } = result;
  const isShown =
    outputSchema !== undefined || (tool.options.content === undefined && typeof data !== 'string');
  const fits = data !== undefined && (era === 'modern' || isRecord(data));
  if (!isShown || !fits) return `"content":${content.blocks}`;
  return `"content":${content.blocks},"structuredContent":${content.json ?? JSON.stringify(data)}`;
}

interface Content {
  /** As JSON. */
  readonly blocks: string;
  /** The result as JSON, where it has been made. */
  readonly json?: string;
}

function contentOf({ options, description }: McpTool, data: unknown): Content {
  if (options.content !== undefined) return { blocks: JSON.stringify(options.content(data as never)) };
  if (data === undefined) return { blocks: '[]' };
  if (typeof data === 'string' && description.outputSchema === undefined) return { blocks: textBlock(data) };
  const json = JSON.stringify(data);
  return { blocks: textBlock(json), json };
}

function textBlock(text: string): string {
  return `[{"type":"text","text":${JSON.stringify(text)}}]`;
}

/** The members of the result of a call whose person would not answer. */
export function declinedMembers(): string {
  return failureMembers('The person did not agree to answer what the tool asked. Nothing was done.');
}

function failureMembers(text: string): string {
  return `"content":${textBlock(text)},"isError":true`;
}

/** Says what a person would have to be asked, where there is no way to ask. */
export function unasked(requests: readonly InputRequest[]): string {
  const prompts = requests.map(({ prompt }) => JSON.stringify(prompt)).join(', ');
  return `This tool cannot go on before a person has answered ${prompts}, and cannot ask here. Nothing was done.`;
}

/** The failure's message, and when it makes sense to try again. */
export function sentence({ message, retryable, retryAfterMs }: ResultError): string {
  const text = /[.!?]$/.test(message) ? message : `${message}.`;
  if (!retryable) return text;
  // A rail's own message says when.
  if (/\btry again in \d/i.test(text)) return text;
  const seconds = retryAfterMs === undefined ? undefined : formatRetryAfter(retryAfterMs);
  return seconds === undefined
    ? `${text} The same call may succeed later.`
    : `${text} Try again in ${seconds} s.`;
}
