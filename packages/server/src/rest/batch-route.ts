import { forEachBounded } from '@toolwright/core';
import type { AnyToolbox, CallOptions, ToolResult } from '@toolwright/core';
import type { RequestState } from '../questions/request-state.ts';
import { answerableResult } from '../reply/question-reply.ts';
import { jsonReply } from '../reply/reply.ts';
import type { Reply } from '../reply/reply.ts';
import type { ServerRequest } from '../request/server-request.ts';
import type { Route } from '../routing/route.ts';

/** How much one batch may ask for. */
export interface BatchLimits {
  readonly calls: number;
  readonly concurrency: number;
}

/** What a batch runs with. */
export interface BatchParts {
  readonly toolbox: AnyToolbox;
  readonly limits: BatchLimits;
  /** Carries what people have answered. */
  readonly state: RequestState;
}

interface BatchCall {
  readonly tool: string;
  readonly input?: unknown;
  readonly idempotencyKey?: string;
  readonly answers?: NonNullable<CallOptions['answers']>;
}

/**
 * Many calls in one request, `limits.concurrency` at a time: `{ "calls": [{ "tool", "input" }] }`. Each call passes its
 * own rails and has a result of its own, in the order asked; one that fails fails alone, one that asks says where to answer.
 */
export function batchRoute(parts: BatchParts): Route {
  const { limits } = parts;
  const handle = async (request: ServerRequest): Promise<Reply> => {
    const body = await request.json();
    if (!body.ok) return request.refuse(body.problem);
    const calls = callsOf(body.value, limits.calls);
    if (typeof calls === 'string')
      return request.refuse({ status: 400, code: 'INVALID_INPUT', detail: calls });
    return jsonReply(200, { results: await run(parts, calls, request) });
  };
  return { method: 'POST', path: '/batch', handle };
}

async function run(
  { toolbox, limits, state }: BatchParts,
  calls: readonly BatchCall[],
  request: ServerRequest,
): Promise<readonly ToolResult[]> {
  const { headers = {}, ...options } = request.callOptions();
  // One key for several calls would make them one.
  const { 'idempotency-key': _key, ...shared } = headers;
  const results: ToolResult[] = [];
  await forEachBounded(
    [...calls.entries()],
    async ([index, { tool, input = {}, idempotencyKey, answers }]) => {
      const own = { ...options, headers: shared, idempotencyKey, answers };
      const result = await toolbox.dispatch(tool, input, own);
      const owner = { tool, input, principal: request.principal };
      results[index] =
        result.status === 'input_required'
          ? answerableResult(result, state.seal(owner, answers ?? {}))
          : result;
    },
    { concurrency: limits.concurrency },
  );
  return results;
}

function callsOf(body: unknown, most: number): readonly BatchCall[] | string {
  const calls = (body as { calls?: unknown } | null)?.calls;
  if (!Array.isArray(calls)) return 'Send {"calls": [{"tool": "<name>", "input": …}]}';
  if (calls.length > most) return `A batch has at most ${most} calls; this one has ${calls.length}`;
  const wrong = calls.findIndex((call) => !isCall(call));
  if (wrong !== -1)
    return `calls[${wrong}] must be {"tool": "<name>", "input": …, "idempotencyKey"?, "answers"?}`;
  return calls as BatchCall[];
}

function isCall(call: unknown): call is BatchCall {
  if (typeof call !== 'object' || call === null) return false;
  const { tool, idempotencyKey, answers } = call as Record<string, unknown>;
  if (typeof tool !== 'string') return false;
  if (idempotencyKey !== undefined && typeof idempotencyKey !== 'string') return false;
  return (
    answers === undefined || (typeof answers === 'object' && answers !== null && !Array.isArray(answers))
  );
}
