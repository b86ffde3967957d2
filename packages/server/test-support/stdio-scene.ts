import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import { createToolbox, silentLogger } from '@toolwright/core';
import type { AnyTool } from '@toolwright/core';
import { serveStdio } from '../src/index.ts';
import type { StdioOptions } from '../src/index.ts';
import { modernMeta } from './mcp-scene.ts';

/** A service over two streams, and a client that says everything itself. */
export interface StdioScene extends AsyncDisposable {
  readonly input: PassThrough;
  readonly output: PassThrough;
  /** What the service came to: the number of requests that were cut off. */
  readonly ended: Promise<number>;
  /** Writes one message; text as it is. */
  send(message: unknown): void;
  /** Sends a request of the modern revision. */
  ask(id: unknown, method: string, params?: object): void;
  /** The next message that was answered. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into messages of every shape
  next(): Promise<any>;
}

/** Serves tools over streams for a test; disposing ends everything. */
export async function stdioSceneOf(
  tools: readonly AnyTool[],
  options: Partial<StdioOptions> = {},
): Promise<StdioScene> {
  const toolbox = createToolbox({ tools, logger: silentLogger });
  await toolbox.start();
  const [input, output] = [new PassThrough(), new PassThrough()];
  const mcp = { name: 'scene', version: '1.2.3' };
  const ended = serveStdio({ toolbox, mcp, input, output, logger: silentLogger, drainMs: 0, ...options });
  const lines = createInterface({ input: output })[Symbol.asyncIterator]();
  const send = (message: unknown): void => {
    input.write(typeof message === 'string' ? message : `${JSON.stringify(message)}\n`);
  };
  return {
    input,
    output,
    ended,
    send,
    ask: (id, method, params = {}) =>
      send({ jsonrpc: '2.0', id, method, params: { _meta: modernMeta, ...params } }),
    async next() {
      const step = await lines.next();
      return step.done === true ? undefined : JSON.parse(step.value);
    },
    async [Symbol.asyncDispose]() {
      input.end();
      await ended;
      await toolbox.stop({ drainMs: 0 });
    },
  };
}
