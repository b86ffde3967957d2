import { createTool, createToolbox, silentLogger } from '@toolwright/core';
import type { AnyToolbox, Principal } from '@toolwright/core';
import { idempotency, rateLimit } from '@toolwright/middleware';
import { createRateLimiter, fixedWindow } from '@toolwright/ratelimit';
import { createServer } from '@toolwright/server';
import { createMemoryStore } from '@toolwright/store';
import { inProcessDoor, mcpDoor, restDoor } from '@toolwright/testing';
import type { Door, ServiceDoorOptions } from '@toolwright/testing';
import { z } from 'zod';

/** A service and the doors into it. */
export interface Scene extends AsyncDisposable {
  readonly url: string;
  readonly doors: Readonly<Record<'in process' | 'REST' | 'MCP', Door>>;
  /** How often the tool `order` has run. */
  readonly orders: () => number;
  /** Resolves when a call of `wait` is under way; then `left` resolves when its caller has gone. */
  nextWait(): Promise<{ readonly left: Promise<void> }>;
}

const hour = 3_600_000;

/** Starts a service of tools that do what callers must see the same way at every door. */
export async function startScene(): Promise<Scene> {
  let orders = 0;
  let waiting = Promise.withResolvers<{ readonly left: Promise<void> }>();
  const wait = createTool({
    metadata: { name: 'wait', version: '1.0.0', description: 'Waits until its caller leaves', kind: 'query' },
    execute: ({ call }) => {
      const left = Promise.withResolvers<void>();
      waiting.resolve({ left: left.promise });
      waiting = Promise.withResolvers();
      call.progress({ completed: 0 });
      return new Promise((_, reject) => {
        call.signal.addEventListener('abort', () => {
          left.resolve();
          reject(call.signal.reason as Error);
        });
      });
    },
  });
  const toolbox = createToolbox({ tools: [...tools(() => (orders += 1)), wait], logger: silentLogger });
  const server = serverOf(toolbox);
  await toolbox.start();
  const { url } = await server.listen({ port: 0 });
  const service: ServiceDoorOptions = {
    url,
    credentialsOf: ({ principal }): Record<string, string> =>
      principal === undefined ? {} : { 'x-api-key': `key of ${principal.subject}` },
  };
  return {
    url,
    doors: { 'in process': inProcessDoor(toolbox), REST: restDoor(service), MCP: mcpDoor(service) },
    orders: () => orders,
    nextWait: () => waiting.promise,
    async [Symbol.asyncDispose]() {
      await server.close({ drainMs: 0 });
      await toolbox.stop({ drainMs: 0 });
    },
  };
}

/** Who a subject is: those whose name begins with "clerk" may order. */
export function principalOf(subject: string): Principal {
  return { subject, permissions: subject.startsWith('clerk') ? ['orders:write'] : [] };
}

function serverOf(toolbox: AnyToolbox) {
  return createServer({
    toolbox,
    authenticate: ({ headers }) => {
      const subject = /^key of (.*)$/.exec(headers['x-api-key'] ?? '')?.[1];
      return subject === undefined ? undefined : principalOf(subject);
    },
    // Who has no key is let in: what that caller may do is for the tools to say.
    publicPaths: [
      '/mcp',
      '/tools',
      '/tools/gret',
      '/tools/book/answers',
      ...toolbox.describe().map(({ name }) => `/tools/${name}`),
    ],
    mcp: { name: 'doors', version: '1.0.0', pageSize: 2 },
    logger: silentLogger,
  });
}

function tools(ordered: () => number) {
  const greet = createTool({
    metadata: { name: 'greet', version: '1.0.0', description: 'Greets', kind: 'query' },
    schema: {
      input: z.object({ name: z.string().min(1) }),
      output: z.object({ text: z.string(), trace: z.string().optional() }),
    },
    execute: ({ input, call }) => ({
      text: `Hello ${input.name}`,
      ...(call.headers['traceparent'] !== undefined && { trace: call.headers['traceparent'] }),
    }),
  });
  const order = createTool({
    metadata: {
      name: 'order',
      version: '1.0.0',
      description: 'Orders',
      kind: 'command',
      permissions: ['orders:write'],
    },
    use: [idempotency({ store: createMemoryStore() })],
    execute: ({ call }) => ({ by: call.principal?.subject, number: ordered() }),
  });
  const scarce = createTool({
    metadata: { name: 'scarce', version: '1.0.0', description: 'Is had once an hour', kind: 'query' },
    use: [
      rateLimit({ limiter: createRateLimiter({ policies: [fixedWindow({ limit: 1, windowMs: hour })] }) }),
    ],
    execute: () => 'one',
  });
  const count = createTool({
    metadata: { name: 'count', version: '1.0.0', description: 'Counts', kind: 'query' },
    schema: {
      input: z.object({ to: z.number().int() }),
      chunk: z.number(),
      output: z.object({ total: z.number() }),
    },
    async *execute({ input, call }) {
      for (let n = 1; n <= input.to; n += 1) {
        call.progress({ completed: n, total: input.to, message: `at ${n}` });
        yield n;
      }
      return { total: input.to };
    },
  });
  const book = createTool({
    metadata: { name: 'book', version: '1.0.0', description: 'Books a seat', kind: 'command' },
    execute: async ({ call }) => {
      const { row } = await call.ask(z.object({ row: z.number().int() }), 'Which row?');
      return { row, seat: await call.ask(z.enum(['window', 'aisle']), 'Which seat?') };
    },
  });
  const region = createTool({
    metadata: { name: 'region', version: '1.0.0', description: 'Routes by a header', kind: 'query' },
    schema: {
      input: z.object({
        region: z.string().optional().meta({ 'x-mcp-header': 'Region' }),
        page: z.object({ size: z.number().int().meta({ 'x-mcp-header': 'Page-Size' }) }).optional(),
      }),
    },
    execute: ({ input }) => input,
  });
  return [greet, order, scarce, count, book, region] as const;
}
