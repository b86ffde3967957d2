import type { CallOptions, StreamItem, ToolDescription, ToolResult } from '@toolwright/core';
import type { Door } from './door.ts';
import { problemResult } from './error-result.ts';
import type { Problem } from './error-result.ts';
import { callHeaders, serviceDoor, serviceUrl } from './service-door.ts';
import type { SentCall, ServiceDoorOptions } from './service-door.ts';
import { textLines } from './text-lines.ts';

const streamType = 'application/x-ndjson';

/**
 * The door over REST to a service of `@toolwright/server`: calls are `POST /tools/{name}`, streams are NDJSON. What a
 * caller may say crosses as headers: the deadline, the idempotency key, and the principal through `credentialsOf`.
 * `peer` and `values` cannot cross, and are left out.
 *
 * @throws `INVALID_OPTIONS` for a `url` that is none.
 */
export function restDoor(options: ServiceDoorOptions): Door {
  const list = serviceUrl(options, '/tools');
  const { fetch = globalThis.fetch } = options;
  return serviceDoor({
    name: 'REST',
    send: ({ tool, input, options: call, followed }) =>
      fetch(serviceUrl(options, pathOf(tool, call)), {
        method: 'POST',
        headers: {
          ...callHeaders(options, call),
          accept: followed ? streamType : 'application/json',
          'content-type': 'application/json',
        },
        body: JSON.stringify(call.answers === undefined ? (input ?? {}) : { input, answers: call.answers }),
        signal: call.signal ?? null,
      }),
    read,
    async describe(call) {
      const response = await fetch(list, { headers: callHeaders(options, call) });
      const { tools } = (await response.json()) as { readonly tools: readonly ToolDescription[] };
      return tools;
    },
  });
}

function pathOf(tool: string, { answers }: CallOptions): string {
  const place = `/tools/${encodeURIComponent(tool)}`;
  return answers === undefined ? place : `${place}/answers`;
}

async function* read(
  { tool, followed }: SentCall,
  response: Response,
): AsyncGenerator<StreamItem, void, void> {
  if (!response.ok) {
    yield { type: 'result', result: problemResult(tool, (await response.json()) as Problem) };
  } else if (!followed || response.body === null) {
    yield { type: 'result', result: (await response.json()) as ToolResult };
  } else {
    for await (const line of textLines(response.body)) {
      const item = JSON.parse(line) as StreamItem | { readonly type: 'heartbeat' };
      if (item.type !== 'heartbeat') yield item;
    }
  }
}
