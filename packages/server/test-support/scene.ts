import { createTool, createToolbox, silentLogger } from '@toolwright/core';
import type { AnyTool, AnyToolbox, Middleware, ToolMetadata } from '@toolwright/core';
import { z } from 'zod';
import { createServer } from '../src/index.ts';
import type { ServerAddress, ServerOptions, ToolServer } from '../src/index.ts';

/** A tool that gives its input back. */
export const echo = createTool({
  metadata: { name: 'echo', version: '1.0.0', description: 'Gives back what it is given', kind: 'query' },
  schema: {
    input: z
      .object({ text: z.string().max(100_000).optional(), count: z.number().int().optional() })
      .strict(),
  },
  execute: ({ input }) => input,
});

/** A tool of any input that does what it is told. */
export function toolDoing(
  execute: Parameters<typeof createTool>[0]['execute'],
  metadata: Partial<ToolMetadata> = {},
): AnyTool {
  const whole: Parameters<typeof createTool>[0] = {
    metadata: {
      name: 'subject',
      version: '1.0.0',
      description: 'Does as told',
      kind: 'command',
      ...metadata,
    },
    execute,
  };
  return createTool(whole);
}

/** A server that listens on a free port. */
export interface Scene extends AsyncDisposable {
  readonly server: ToolServer;
  readonly toolbox: AnyToolbox;
  readonly address: ServerAddress;
  readonly url: string;
  /** Posts JSON to a tool. */
  call(tool: string, input: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Posts JSON to a path. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Asks for a path. */
  get(path: string, init?: RequestInit): Promise<Answer>;
}

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies of every shape
  readonly body: any;
}

/** Serves tools for a test; disposing closes everything. */
export async function sceneOf(
  tools: readonly AnyTool[],
  options: Partial<ServerOptions> & { readonly use?: readonly Middleware[] } = {},
): Promise<Scene> {
  const { use = [], ...given } = options;
  const toolbox = createToolbox({ tools, use, logger: silentLogger });
  await toolbox.start();
  const server = createServer({ toolbox, logger: silentLogger, ...given });
  const address = await server.listen({ port: 0 });
  const get: Scene['get'] = async (path, init) => answerOf(await fetch(address.url + path, init));
  const post: Scene['post'] = (path, body, headers) =>
    get(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  return {
    server,
    toolbox,
    address,
    url: address.url,
    get,
    post,
    call: (tool, input, headers) => post(`/tools/${tool}`, input, headers),
    async [Symbol.asyncDispose]() {
      await server.close({ drainMs: 0 });
      await toolbox.stop({ drainMs: 0 });
    },
  };
}

/** Reads an answer to its end. */
export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /^application\/(?:problem\+)?json$/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
