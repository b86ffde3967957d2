import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose } from '../src/compose.ts';

// The inspector, which people try servers with, as a program of its own.

const { toolbox, server } = compose();
const manifest = createRequire(import.meta.url).resolve('@modelcontextprotocol/inspector/package.json');
const inspector = join(dirname(manifest), 'clients', 'launcher', 'build', 'index.js');
const service = fileURLToPath(new URL('support/stdio-service.ts', import.meta.url));
// It keeps notes at home.
const home = mkdtempSync(join(tmpdir(), 'inspector-'));
let overHttp: readonly string[];
const overStdio = [process.execPath, '--conditions=@toolwright/source', service];

beforeAll(async () => {
  await toolbox.start();
  const { url } = await server.listen({ port: 0 });
  overHttp = [`${url}/mcp`, '--transport', 'http'];
});

afterAll(async () => {
  await server.close({ drainMs: 0 });
  await toolbox.stop();
  rmSync(home, { recursive: true, force: true });
});

/** What the inspector prints of a method's result. */
function inspect(target: readonly string[], ...asked: readonly string[]): Promise<unknown> {
  const args = [inspector, '--cli', ...target, '--method', ...asked];
  return new Promise((resolve, reject) => {
    const env = { ...process.env, HOME: home };
    execFile(process.execPath, args, { env, maxBuffer: 10_000_000 }, (error, printed) => {
      if (error === null) resolve(JSON.parse(printed));
      else reject(error);
    });
  });
}

describe.each([
  ['HTTP', () => overHttp],
  ['stdio', () => overStdio],
])('the inspector over %s', (_, target) => {
  it('lists the tools', async () => {
    const { tools } = (await inspect(target(), 'tools/list')) as { tools: readonly { name: string }[] };
    expect(tools.map(({ name }) => name)).toContain('test_simple_text');
  });

  it('calls a tool, and is told what it gave back', async () => {
    const asked = ['tools/call', '--tool-name', 'test_header_parameter', '--tool-arg', 'region=Zürich'];
    expect(await inspect(target(), ...asked)).toMatchObject({ structuredContent: { region: 'Zürich' } });
  });
});

it('the inspector reads a resource, and gets a prompt', async () => {
  expect(await inspect(overHttp, 'resources/read', '--uri', 'test://static-text')).toMatchObject({
    contents: [{ uri: 'test://static-text', mimeType: 'text/plain' }],
  });
  const asked = ['prompts/get', '--prompt-name', 'test_simple_prompt'];
  expect(await inspect(overHttp, ...asked)).toMatchObject({ messages: [{ role: 'user' }] });
});
