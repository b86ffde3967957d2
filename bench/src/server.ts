// One validated echo over HTTP: the server beside bare `node:http` and its peers, each in a process of its own.
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createTool, createToolbox } from '@toolwright/core';
import { createServer } from '@toolwright/server';
import { initTRPC } from '@trpc/server';
import { createHTTPServer } from '@trpc/server/adapters/standalone';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import { z } from 'zod';
import { machine, median } from './harness.ts';
import { loadContender, serveContender, startContender } from './http/contender.ts';
import type { Contender, Load, Start } from './http/contender.ts';
import { rails } from './http/rails.ts';
import type { Rails } from './http/rails.ts';

const rounds = 5;
const input = z.object({ text: z.string().max(1_000) });
// More inputs than the small cache keeps: asked by turns, each has been forgotten when it comes again.
const inputs = 128;
const load: Load = {
  path: '/tools/echo',
  bodies: Array.from({ length: inputs }, (_, index) =>
    JSON.stringify({ text: `a sentence of ordinary length, to be given back: ${index}` }),
  ),
  headers: { 'content-type': 'application/json' },
  connections: 64,
  seconds: 2,
};

const contenders: Readonly<Record<string, Start>> = {
  'bare node:http': () =>
    new Promise((resolve) => {
      const server = createHttpServer((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
          const data = input.parse(JSON.parse(Buffer.concat(parts).toString()));
          const text = JSON.stringify({ data });
          response.writeHead(200, {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
          });
          response.end(text);
        });
      });
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    }),
  Fastify: async () => {
    const app = fastify();
    const schema = {
      type: 'object',
      properties: { text: { type: 'string', maxLength: 1_000 } },
      required: ['text'],
    };
    app.post('/tools/echo', { schema: { body: schema } }, (request) => ({ data: request.body }));
    return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
  },
  Hono: () =>
    new Promise((resolve) => {
      const app = new Hono();
      app.post('/tools/echo', async (context) =>
        context.json({ data: input.parse(await context.req.json()) }),
      );
      serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port));
    }),
  tRPC: () =>
    new Promise((resolve) => {
      const { procedure, router } = initTRPC.create();
      const echo = procedure.input(input).mutation((options) => options.input);
      const server = createHTTPServer({ router: router({ echo }), basePath: '/tools/' });
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    }),
  'toolwright, 1 tool': () => startToolwright(1),
  'toolwright, 50 tools': () => startToolwright(50),
  'toolwright, 1 000 tools': () => startToolwright(1_000),
  'with rails, cache misses, 1 tool': () => startToolwright(1, rails(inputs / 2)),
  'with rails, cache misses, 50 tools': () => startToolwright(50, rails(inputs / 2)),
  'with rails, cache misses, 1 000 tools': () => startToolwright(1_000, rails(inputs / 2)),
  'with rails, cache hits, 1 tool': () => startToolwright(1, rails(inputs * 2)),
};
const goals: readonly (readonly [beginning: string, goal: number])[] = [
  ['toolwright', 0.8],
  ['with rails', 0.6],
];

async function startToolwright(count: number, { outer, inner }: Partial<Rails> = {}): Promise<number> {
  const echo = (name: string) =>
    createTool({
      metadata: { name, version: '1.0.0', description: 'Gives back what it is given', kind: 'query' },
      schema: { input },
      execute: async (context) => context.input,
      use: inner?.() ?? [],
    });
  const others = Array.from({ length: count - 1 }, (_, index) => echo(`echo-${index}`));
  const toolbox = createToolbox({ tools: [echo('echo'), ...others], use: outer ?? [] });
  await toolbox.start();
  return (await createServer({ toolbox }).listen({ port: 0 })).port;
}

async function compare(): Promise<void> {
  const running = await Promise.all(Object.keys(contenders).map((name) => startContender(name)));
  try {
    for (const contender of running) await loadContender(contender, load);
    for (let round = 0; round < rounds; round += 1)
      for (const contender of running) contender.rounds.push(await loadContender(contender, load));
  } finally {
    for (const { child } of running) child.kill();
  }
  report(running);
}

function report(running: readonly Contender[]): void {
  const bare = running[0]!.rounds;
  console.log(machine());
  console.log(`\n### server: a validated echo, ${load.connections} connections\n`);
  console.log('| what | requests/s | share of bare | goal | processor time | share of bare |');
  console.log('|---|---:|---:|---|---:|---:|');
  for (const { name, rounds: own } of running) {
    const share = median(own.map((round, at) => round.requestsPerSecond / bare[at]!.requestsPerSecond));
    const work = median(own.map((round, at) => bare[at]!.microsPerRequest / round.microsPerRequest));
    const goal = goals.find(([beginning]) => name.startsWith(beginning))?.[1];
    const cells = [
      name,
      Math.round(median(own.map(({ requestsPerSecond }) => requestsPerSecond))),
      share.toFixed(2),
      goal === undefined ? '' : `≥ ${goal.toFixed(2)}`,
      `${median(own.map(({ microsPerRequest }) => microsPerRequest)).toFixed(1)} µs`,
      work.toFixed(2),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

const asked = process.argv[2];
if (asked === undefined) await compare();
else await serveContender(contenders[asked]);
