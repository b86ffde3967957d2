import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as EarlierClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as EarlierTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it } from 'vitest';

const self = { name: 'test', version: '1.0.0' };
const service = {
  command: process.execPath,
  args: ['--conditions=@toolwright/source', new URL('support/stdio-service.ts', import.meta.url).pathname],
};

describe.each(['2026-07-28', 'auto', 'legacy'] as const)('the official client over stdio, %s', (revision) => {
  const mode = revision === '2026-07-28' ? { pin: revision } : revision;

  it('starts the service, calls its tools, follows progress, cancels, and ends it', async () => {
    const client = new Client(self, { versionNegotiation: { mode } });
    const transport = new StdioClientTransport({ ...service, stderr: 'pipe' });
    const printed = text(transport.stderr as Readable);
    await client.connect(transport);
    expect(client.getServerVersion()?.name).toBe('toolwright-mcp-fixture');
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('test_noise');
    const { content } = await client.callTool({ name: 'test_noise' });
    expect(content).toEqual([{ type: 'text', text: 'Printed.' }]);
    const heard: number[] = [];
    const onprogress = ({ progress }: { progress: number }): number => heard.push(progress);
    await client.callTool({ name: 'test_tool_with_progress' }, { onprogress });
    expect(heard).toEqual([0, 50, 100]);
    const leaving = new AbortController();
    await expect(
      client.callTool(
        { name: 'test_tool_with_progress' },
        { onprogress: () => leaving.abort(new Error('enough')), signal: leaving.signal },
      ),
    ).rejects.toThrow('enough');
    const mirrored = await client.callTool({ name: 'test_header_parameter', arguments: { region: 'eu' } });
    expect(mirrored.structuredContent).toEqual({ region: 'eu' });
    await expect(client.callTool({ name: 'none' })).rejects.toThrow('Unknown tool: none');
    await client.close();
    expect(await printed).toBe('noise\n');
  });
});

it('the official client puts the questions of a tool to a person over stdio, and goes on', async () => {
  const client = new Client(self, {
    capabilities: { elicitation: { form: {} } },
    versionNegotiation: { mode: { pin: '2026-07-28' } },
  });
  client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { name: 'Ada' } }));
  await client.connect(new StdioClientTransport(service));
  const { content } = await client.callTool({ name: 'test_input_required_result_elicitation' });
  expect(content).toEqual([{ type: 'text', text: 'Hello, Ada!' }]);
  await client.close();
});

it('the official client of the earlier line works over stdio', async () => {
  const client = new EarlierClient(self);
  await client.connect(new EarlierTransport({ ...service, stderr: 'ignore' }));
  await client.ping();
  const { content } = await client.callTool({ name: 'test_noise' });
  expect(content).toEqual([{ type: 'text', text: 'Printed.' }]);
  await client.close();
});

it('the service writes messages alone, and ends with its input: with 0 when it has answered all', async () => {
  const child = spawn(service.command, service.args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const said = text(child.stdout);
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  for (const [id, name] of ['test_noise', 'test_simple_text', 'test_tool_with_progress'].entries())
    child.stdin.write(
      `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, _meta: meta } })}\n`,
    );
  child.stdin.end();
  const [code] = (await once(child, 'exit')) as [number];
  const messages = (await said)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: number });
  expect(messages.map(({ id }) => id)).toEqual([0, 1, 2]);
  expect(code).toBe(0);
});
