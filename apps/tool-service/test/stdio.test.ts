import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect, it, onTestFinished } from 'vitest';
import { newDataFolder } from './support/start-desk.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const args = ['--no-warnings', '--conditions=@toolwright/source', main, '--stdio'];

async function variables(): Promise<Record<string, string>> {
  const folder = await newDataFolder();
  onTestFinished(() => folder.remove());
  return { DATA_FOLDER: folder.path };
}

it('the service started by an MCP client answers calls, and writes nothing else', async () => {
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args,
    env: await variables(),
    stderr: 'pipe',
  });
  const logged = text(transport.stderr as Readable);
  await client.connect(transport);
  expect(client.getServerVersion()?.name).toBe('travel-desk');
  const found = await client.callTool({ name: 'places.search', arguments: { name: 'san fra', limit: 1 } });
  expect(found.isError).toBeUndefined();
  expect(JSON.stringify(found.structuredContent)).toContain('San Francisco');
  const wrong = await client.callTool({ name: 'places.search', arguments: { limit: -1 } });
  expect(wrong.isError).toBe(true);
  await client.close();
  expect(await logged).toBe('');
});

it('a signal ends the service that a client has started, with 0 when nothing was under way', async () => {
  const env = { ...process.env, ...(await variables()) };
  const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write('{}\n');
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('what keeps the service from starting is told on the standard error alone', async () => {
  const env = { ...process.env, PORT: 'none' };
  const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const [said, logged] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  expect([said, logged, child.exitCode]).toEqual(['', expect.stringContaining('PORT'), 1]);
});
