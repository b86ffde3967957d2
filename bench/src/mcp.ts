// `tools/call` of one validated echo over HTTP: the server beside bare `node:http` and the official SDK, each in a process of its own.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { createTool, createToolbox } from '@toolwright/core';
import { createServer } from '@toolwright/server';
import autocannon from 'autocannon';
import { z } from 'zod';
import { machine, median } from './harness.ts';

const rounds = 3;
const seconds = 2;
const connections = 64;
const input = z.object({ text: z.string().max(1_000) });
const body = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: {
    name: 'echo',
    arguments: { text: 'a sentence of ordinary length, to be given back' },
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
});

/** Starts to listen, and answers the port. */
type Start = () => Promise<number>;

const contenders: Readonly<Record<string, Start>> = {
  'bare node:http': () =>
    new Promise((resolve) => {
      const server = createHttpServer((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
          const { id, params } = JSON.parse(Buffer.concat(parts).toString()) as {
            readonly id: number;
            readonly params: { readonly arguments: unknown };
          };
          const data = input.parse(params.arguments);
          const content = [{ type: 'text', text: JSON.stringify(data) }];
          const result = { resultType: 'complete', content, structuredContent: data };
          const text = JSON.stringify({ jsonrpc: '2.0', id, result });
          response.writeHead(200, {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
          });
          response.end(text);
        });
      });
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    }),
  'official SDK, 1 tool': () => startOfficial(1),
  'official SDK, 50 tools': () => startOfficial(50),
  'toolwright, 1 tool': () => startToolwright(1),
  'toolwright, 50 tools': () => startToolwright(50),
  'toolwright, 1 000 tools': () => startToolwright(1_000),
};

function namesOf(count: number): readonly string[] {
  return ['echo', ...Array.from({ length: count - 1 }, (_, index) => `echo-${index}`)];
}

function startOfficial(count: number): Promise<number> {
  const description = 'Gives back what it is given';
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'bench', version: '1.0.0' });
    for (const name of namesOf(count))
      server.registerTool(name, { description, inputSchema: input, outputSchema: input }, (data) => ({
        content: [{ type: 'text', text: JSON.stringify(data) }],
        structuredContent: data,
      }));
    return server;
  });
  const options = { fetch: (request: Request) => handler.fetch(request), port: 0, hostname: '127.0.0.1' };
  return new Promise((resolve) => {
    serve(options, ({ port }) => resolve(port));
  });
}

async function startToolwright(count: number): Promise<number> {
  const tools = namesOf(count).map((name) =>
    createTool({
      metadata: { name, version: '1.0.0', description: 'Gives back what it is given', kind: 'query' },
      schema: { input },
      execute: async (context) => context.input,
    }),
  );
  const toolbox = createToolbox({ tools });
  await toolbox.start();
  const server = createServer({ toolbox, mcp: { name: 'bench', version: '1.0.0' } });
  return (await server.listen({ port: 0 })).port;
}

/** A contender in a process of its own. */
interface Running {
  readonly name: string;
  readonly child: ChildProcess;
  readonly port: number;
  readonly rates: number[];
}

function start(name: string): Promise<Running> {
  const child = spawn(process.execPath, [...process.execArgv, import.meta.filename, name], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (port) => resolve({ name, child, port: Number(port), rates: [] }));
    child.once('error', reject);
  });
}

/** Requests a second, all of which were answered with 200. */
async function load({ port }: Running): Promise<number> {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}/mcp`,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'echo',
    },
    body,
    connections,
    duration: seconds,
  });
  if (result.non2xx + result.errors > 0) throw new Error(`${result.non2xx + result.errors} requests failed`);
  return result['2xx'] / result.duration;
}

async function compare(): Promise<void> {
  const running = await Promise.all(Object.keys(contenders).map(start));
  try {
    for (const one of running) await load(one);
    for (let round = 0; round < rounds; round += 1)
      for (const one of running) one.rates.push(await load(one));
  } finally {
    for (const { child } of running) child.kill();
  }
  console.log(machine());
  console.log(`\n### mcp: tools/call of a validated echo, ${connections} connections\n`);
  console.log('| what | requests/s | share of bare | goal |\n|---|---:|---:|---|');
  const bare = running[0]!.rates;
  for (const { name, rates } of running) {
    const share = median(rates.map((rate, round) => rate / bare[round]!));
    const goal = name.startsWith('toolwright') ? '≥ 0.80' : '';
    console.log(`| ${name} | ${Math.round(median(rates))} | ${share.toFixed(2)} | ${goal} |`);
  }
}

const asked = process.argv[2];
if (asked === undefined) await compare();
else process.send?.(await contenders[asked]?.());
