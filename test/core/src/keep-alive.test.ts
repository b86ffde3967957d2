import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const core = fileURLToPath(new URL('../../../packages/core/src/index.ts', import.meta.url));

/** Runs a program that has nothing to live for but what it says. */
async function printed(body: string): Promise<string> {
  const program = `
    import { createTool, createToolbox, pause } from ${JSON.stringify(core)};
    const metadata = { name: 'slow', version: '1.0.0', description: 'Waits', kind: 'query', timeoutMs: 10_000 };
    const slow = createTool({ metadata, execute: ({ call, input }) => pause(call.clock, input, call.signal).then(() => 'done') });
    const toolbox = createToolbox({ tools: [slow] });
    ${body}`;
  const args = ['--conditions=@toolwright/source', '--input-type=module', '--eval', program];
  const { stdout } = await run(process.execPath, args, { timeout: 8_000 });
  return stdout.trim();
}

describe('a process', () => {
  it('lives as long as a call that it waits for', async () => {
    expect(await printed(`console.log((await toolbox.call('slow', 100)).status);`)).toBe('success');
    const late = `console.log((await toolbox.call('slow', 60_000, { timeoutMs: 50 })).error.code);`;
    expect(await printed(late)).toBe('OPERATION_TIMEOUT');
  });

  it('ends by itself once its calls have, though the toolbox was not stopped', async () => {
    const program = `await toolbox.call('slow', 1); process.on('exit', () => console.log('ended'));`;
    expect(await printed(program)).toBe('ended');
  });
});
