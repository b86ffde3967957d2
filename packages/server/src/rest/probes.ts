import { ToolError, withDeadline } from '@toolwright/core';
import type { Awaitable, Clock } from '@toolwright/core';
import { jsonReply, jsonTextReply, textReply } from '../reply/reply.ts';
import type { Reply } from '../reply/reply.ts';
import type { Route } from '../routing/route.ts';

// Kubernetes and Prometheus give up after about as long.
const readyMs = 4_000;
const metricsMs = 9_000;

/** What the probes look at. */
export interface ProbeParts {
  readonly clock: Clock;
  /** Whether calls are taken. */
  readonly serving: () => boolean;
  /** What else must be so for the service to be ready. */
  readonly ready: (() => Awaitable<boolean>) | undefined;
  readonly metrics: (() => Awaitable<string>) | undefined;
}

/** Whether the process lives, whether it takes calls, and what it has counted. */
export function probeRoutes(parts: ProbeParts): readonly Route[] {
  const alive = jsonTextReply(200, '{"status":"ok"}');
  const { metrics, clock } = parts;
  const routes: Route[] = [
    { method: 'GET', path: '/health', access: 'probe', handle: () => alive },
    { method: 'GET', path: '/ready', access: 'probe', handle: () => readiness(parts) },
  ];
  if (metrics === undefined) return routes;
  const handle = async (): Promise<Reply> =>
    textReply('text/plain; version=0.0.4; charset=utf-8', await within(clock, metricsMs, metrics));
  return [...routes, { method: 'GET', path: '/metrics', handle }];
}

async function readiness({ clock, serving, ready }: ProbeParts): Promise<Reply> {
  if (!serving()) return jsonReply(503, { status: 'not-serving' }, ['retry-after', '1']);
  if (ready === undefined) return jsonReply(200, { status: 'ready' });
  const isReady = await within(clock, readyMs, ready).catch(() => false);
  return isReady
    ? jsonReply(200, { status: 'ready' })
    : jsonReply(503, { status: 'not-ready' }, ['retry-after', '1']);
}

function within<T>(clock: Clock, timeoutMs: number, ask: () => Awaitable<T>): Promise<T> {
  return withDeadline(async () => ask(), {
    clock,
    timeoutMs,
    onTimeout: () => new ToolError('OPERATION_TIMEOUT', `No answer within ${timeoutMs} ms`),
  });
}
