// One validated echo over HTTP: the server beside bare `node:http`, Fastify and Hono, each in a process of its own.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createTool, createToolbox } from '@toolwright/core';
import { createServer } from '@toolwright/server';
import autocannon from 'autocannon';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import { z } from 'zod';
import { machine, median } from './harness.ts';

const rounds = 5;
const seconds = 2;
const connections = 64;
const input = z.object({ text: z.string().max(1_000) });
const body = JSON.stringify({ text: 'a sentence of ordinary length, to be given back' });

/** Starts to listen, and answers the port. */
type Start = () => Promise<number>;

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
  'toolwright, 1 tool': () => startToolwright(1),
  'toolwright, 1 000 tools': () => startToolwright(1_000),
};

async function startToolwright(count: number): Promise<number> {
  const echo = (name: string) =>
    createTool({
      metadata: { name, version: '1.0.0', description: 'Gives back what it is given', kind: 'query' },
      schema: { input },
      execute: async (context) => context.input,
    });
  const others = Array.from({ length: count - 1 }, (_, index) => echo(`echo-${index}`));
  const toolbox = createToolbox({ tools: [echo('echo'), ...others] });
  await toolbox.start();
  return (await createServer({ toolbox }).listen({ port: 0 })).port;
}

/** Runs one contender in a process of its own. */
function start(name: string): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = spawn(process.execPath, [...process.execArgv, import.meta.filename, name], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (port) => resolve({ child, port: Number(port) }));
    child.once('error', reject);
  });
}

/** Requests a second, all of which were answered with 200. */
async function load(port: number): Promise<number> {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}/tools/echo`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    connections,
    duration: seconds,
  });
  if (result.non2xx + result.errors > 0) throw new Error(`${result.non2xx + result.errors} requests failed`);
  return result['2xx'] / result.duration;
}

async function compare(): Promise<void> {
  const running = await Promise.all(
    Object.keys(contenders).map(async (name) => ({ name, rates: [] as number[], ...(await start(name)) })),
  );
  try {
    for (const { port } of running) await load(port);
    for (let round = 0; round < rounds; round += 1)
      for (const { port, rates } of running) rates.push(await load(port));
  } finally {
    for (const { child } of running) child.kill();
  }
  console.log(machine());
  console.log(`\n### server: a validated echo, ${connections} connections\n`);
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
else {
  process.send?.(await contenders[asked]?.());
  process.once('SIGUSR2', () => process.exit());
}
