import type { JsonObject, ToolResult } from '@toolwright/core';
import { jsonReply } from './reply.ts';
import type { Reply } from './reply.ts';

/** A call that cannot go on before somebody answers. */
export type AskingResult = Extract<ToolResult, { readonly status: 'input_required' }>;

/** A call that asks, with where the answers go and the state that goes with them. */
export interface AnswerableResult extends AskingResult {
  readonly state: string;
  readonly answer: { readonly method: 'POST'; readonly path: string; readonly body: JsonObject };
}

/** The reply for a call that asks. */
export function questionReply(result: AskingResult, state: string): Reply {
  const answerable = answerableResult(result, state);
  return jsonReply(202, answerable, ['location', answerable.answer.path]);
}

/** Says of a call that asks how to answer it. */
export function answerableResult(result: AskingResult, state: string): AnswerableResult {
  const path = `/tools/${result.metadata.tool}/answers`;
  const answers = Object.fromEntries(result.requests.map(({ id, prompt }) => [id, `<${prompt}>`]));
  const body = { input: '<the same input>', state, answers };
  return { ...result, state, answer: { method: 'POST', path, body } };
}
