import type { ToolResult } from '@toolwright/core';
import { jsonReply } from './reply.ts';
import type { Reply } from './reply.ts';

/** A call that cannot go on before somebody answers. */
export type AskingResult = Extract<ToolResult, { readonly status: 'input_required' }>;

/** The reply for a call that asks: what it asks, where the answers go, and the state that goes with them. */
export function questionReply(result: AskingResult, state: string): Reply {
  const path = `/tools/${result.metadata.tool}/answers`;
  const answers = Object.fromEntries(result.requests.map(({ id, prompt }) => [id, `<${prompt}>`]));
  const answer = { method: 'POST', path, body: { input: '<the same input>', state, answers } };
  return jsonReply(202, { ...result, state, answer }, ['location', path]);
}
