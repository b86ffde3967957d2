// `tools/call` of one validated echo over HTTP: the server beside bare `node:http` and its peers, each in a process of its own.
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { McpServer as EarlierServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { createTool, createToolbox } from '@toolwright/core';
import { createServer } from '@toolwright/server';
import { FastMCP } from 'fastmcp';
import { z } from 'zod';
import { machine, median } from './harness.ts';
import { loadContender, serveContender, startContender } from './http/contender.ts';
import type { Contender, Load, Start } from './http/contender.ts';
import { rails } from './http/rails.ts';
import type { Rails } from './http/rails.ts';

const rounds = 5;
const input = z.object({ text: z.string().max(1_000) });
const description = 'Gives back what it is given';
// More inputs than the small cache keeps: asked by turns, each has been forgotten when it comes again.
const inputs = 128;

/** Requests of a client of 2026-07-28. */
const load: Load = {
  path: '/mcp',
  bodies: bodiesWith({
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  }),
  headers: {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': 'echo',
  },
  connections: 64,
  seconds: 2,
};

/** Requests of a client of 2025-06-18, for peers that know no later revision. */
const earlierLoad: Load = {
  ...load,
  bodies: bodiesWith(undefined),
  headers: {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-06-18',
  },
};

function bodiesWith(meta: object | undefined): readonly string[] {
  return Array.from({ length: inputs }, (_, id) => {
    const text = `a sentence of ordinary length, to be given back: ${id}`;
    const params = { name: 'echo', arguments: { text }, _meta: meta };
    return JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params });
  });
}

const contenders: Readonly<Record<string, Start>> = {
  'bare node:http': startBare,
  'official SDK 2.4, 1 tool': () => startOfficial(1),
  'official SDK 2.4, 50 tools': () => startOfficial(50),
  'official SDK 1.32, 1 tool': () => startEarlier(1),
  'official SDK 1.32, 50 tools': () => startEarlier(50),
  'FastMCP, 1 tool': () => startFastMcp(1),
  'FastMCP, 50 tools': () => startFastMcp(50),
  'toolwright, 1 tool': () => startToolwright(1),
  'toolwright, 50 tools': () => startToolwright(50),
  'toolwright, 1 000 tools': () => startToolwright(1_000),
  'with rails, cache misses, 1 tool': () => startToolwright(1, rails(inputs / 2)),
  'with rails, cache misses, 50 tools': () => startToolwright(50, rails(inputs / 2)),
  'with rails, cache misses, 1 000 tools': () => startToolwright(1_000, rails(inputs / 2)),
  'with rails, cache hits, 1 tool': () => startToolwright(1, rails(inputs * 2)),
};
const goals: readonly (readonly [beginning: string, share: number, work: number])[] = [
  ['toolwright', 0.8, 1.5],
  ['with rails', 0.6, Number.NaN],
];
const earlierPeers = ['official SDK 1.32', 'FastMCP'];

function startBare(): Promise<number> {
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
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function namesOf(count: number): readonly string[] {
  return ['echo', ...Array.from({ length: count - 1 }, (_, index) => `echo-${index}`)];
}

function startOfficial(count: number): Promise<number> {
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

/** Without sessions, as its documentation has it: a server and a transport for every request. */
function startEarlier(count: number): Promise<number> {
  const schema = { text: z.string().max(1_000) };
  const names = namesOf(count);
  const server = createHttpServer((request, response) => {
    const mcp = new EarlierServer({ name: 'bench', version: '1.0.0' });
    for (const name of names)
      mcp.registerTool(name, { description, inputSchema: schema, outputSchema: schema }, (data) => ({
        content: [{ type: 'text', text: JSON.stringify(data) }],
        structuredContent: data,
      }));
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    response.on('close', () => void mcp.close());
    void mcp
      .connect(transport as Parameters<typeof mcp.connect>[0])
      .then(() => transport.handleRequest(request, response));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

async function startFastMcp(count: number): Promise<number> {
  const server = new FastMCP({ name: 'bench', version: '1.0.0' });
  for (const name of namesOf(count))
    server.addTool({
      name,
      description,
      parameters: input,
      execute: async (data) => JSON.stringify(data),
    });
  const port = await freePort();
  await server.start({
    transportType: 'httpStream',
    httpStream: { port, host: '127.0.0.1', stateless: true, enableJsonResponse: true },
  });
  return port;
}

/** FastMCP does not say where it listens when it may choose. */
function freePort(): Promise<number> {
  const server = createHttpServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function startToolwright(count: number, { outer, inner }: Partial<Rails> = {}): Promise<number> {
  const tools = namesOf(count).map((name) =>
    createTool({
      metadata: { name, version: '1.0.0', description, kind: 'query' },
      schema: { input },
      execute: async (context) => context.input,
      use: inner?.() ?? [],
    }),
  );
  const toolbox = createToolbox({ tools, use: outer ?? [] });
  await toolbox.start();
  const server = createServer({ toolbox, mcp: { name: 'bench', version: '1.0.0' } });
  return (await server.listen({ port: 0 })).port;
}

async function compare(): Promise<void> {
  const running = await Promise.all(Object.keys(contenders).map((name) => startContender(name)));
  try {
    for (const contender of running) await loadContender(contender, loadOf(contender));
    for (let round = 0; round < rounds; round += 1)
      for (const contender of running)
        contender.rounds.push(await loadContender(contender, loadOf(contender)));
  } finally {
    for (const { child } of running) child.kill();
  }
  report(running);
}

function loadOf({ name }: Contender): Load {
  return earlierPeers.some((peer) => name.startsWith(peer)) ? earlierLoad : load;
}

function report(running: readonly Contender[]): void {
  const bare = running[0]!.rounds;
  console.log(machine());
  console.log(`\n### mcp: tools/call of a validated echo, ${load.connections} connections\n`);
  console.log('| what | requests/s | share of bare | goal | processor time | × bare | goal |');
  console.log('|---|---:|---:|---|---:|---:|---|');
  for (const { name, rounds: own } of running) {
    const share = median(own.map((round, at) => round.requestsPerSecond / bare[at]!.requestsPerSecond));
    const work = median(own.map((round, at) => round.microsPerRequest / bare[at]!.microsPerRequest));
    const [, shareGoal, workGoal = Number.NaN] =
      goals.find(([beginning]) => name.startsWith(beginning)) ?? [];
    const cells = [
      name,
      Math.round(median(own.map(({ requestsPerSecond }) => requestsPerSecond))),
      share.toFixed(2),
      shareGoal === undefined ? '' : `≥ ${shareGoal.toFixed(2)}`,
      `${median(own.map(({ microsPerRequest }) => microsPerRequest)).toFixed(1)} µs`,
      work.toFixed(2),
      Number.isNaN(workGoal) ? '' : `≤ ${workGoal.toFixed(1)}`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

const asked = process.argv[2];
if (asked === undefined) await compare();
else await serveContender(contenders[asked]);
