import type { IncomingMessage } from 'node:http';
import { errorTable } from '@toolwright/core';
import type { AnyToolbox, ResultError, ToolResult } from '@toolwright/core';
import { readBody } from './read-body.ts';

/** What goes back over HTTP. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers one request. Never rejects. */
export async function answer(
  toolbox: AnyToolbox,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<Answer> {
  const { method = 'GET', url = '/' } = request;
  const path = url.split('?', 1)[0] ?? '/';
  if (path === '/health') return allow(method, 'GET', () => ({ status: 200, body: { status: 'ok' } }));
  if (path === '/tools')
    return allow(method, 'GET', () => ({ status: 200, body: { tools: toolbox.describe() } }));
  const name = toolIn(path);
  if (name === undefined) return problem(404, 'NOT_FOUND', `There is nothing at ${path.slice(0, 200)}`);
  return allow(method, 'POST', () => call(toolbox, name, { request, signal }));
}

async function call(
  toolbox: AnyToolbox,
  name: string,
  { request, signal }: { readonly request: IncomingMessage; readonly signal: AbortSignal },
): Promise<Answer> {
  const body = await readBody(request);
  if ('refusal' in body) return problem(body.refusal.status, body.refusal.code, body.refusal.message);
  const { remoteAddress } = request.socket;
  return resultAnswer(
    await toolbox.dispatch(name, body.value, {
      signal,
      ...(remoteAddress !== undefined && { peer: { address: remoteAddress } }),
    }),
  );
}

function resultAnswer(result: ToolResult): Answer {
  if (result.status === 'success') return { status: 200, body: result };
  if (result.status === 'input_required') return { status: 202, body: result };
  return errorAnswer(result.error, result.metadata.callId);
}

function errorAnswer(error: ResultError, callId: string): Answer {
  const { status } = errorTable[error.type];
  const { message, ...rest } = error;
  const headers =
    error.retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(error.retryAfterMs / 1_000)) };
  return { status, body: { title: error.type, status, detail: message, ...rest, callId }, headers };
}

function problem(status: number, code: string, detail: string, headers = {}): Answer {
  return { status, body: { title: code, status, detail, code }, headers };
}

async function allow(given: string, allowed: string, work: () => Answer | Promise<Answer>): Promise<Answer> {
  if (given === allowed) return work();
  return problem(405, 'METHOD_NOT_ALLOWED', `Only ${allowed} is served here, not ${given}`, {
    allow: allowed,
  });
}

function toolIn(path: string): string | undefined {
  return /^\/tools\/([A-Za-z0-9_.-]{1,128})$/.exec(path)?.[1];
}
