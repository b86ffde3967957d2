import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTempFolder, seededRandom, startFakeUpstream, startProgram } from '@toolwright/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { nextDeskCall } from '../load/desk-load.ts';
import { readFlags } from '../load/load-flags.ts';

const main = fileURLToPath(new URL('../load/main.ts', import.meta.url));
const folder = createTempFolder('load-');
const json = join(folder.path, 'reports', 'load.json');

afterAll(() => folder.remove());

/** Runs the load as `npm run load --` does. */
async function runLoad(...flags: readonly string[]) {
  const args = ['--no-warnings', '--conditions=@toolwright/source', main, '--json', json, ...flags];
  await using load = await startProgram(process.execPath, { args });
  return { code: await load.gone, out: load.output(), errors: load.errors() };
}

function report(): Record<string, unknown> {
  return JSON.parse(readFileSync(json, 'utf8')) as Record<string, unknown>;
}

describe('the load', () => {
  it('starts a service, calls it at a rate, tells how far it is, and reports', async () => {
    const { code, out, errors } = await runLoad('--rate', '50', '--seconds', '1.5', '--connections', '20');
    expect(errors).toMatch(/50 calls a second, 1\.5 s\n +1 s {2}\d+ calls {2}0 failed {2}\d+ under way/);
    expect(out).toMatch(/model +open/);
    expect(out).toMatch(/errors +none/);
    expect(code).toBe(0);
    expect(report()).toMatchObject({
      model: 'open',
      rate: 50,
      calls: 75,
      errors: {},
      latencyMs: { count: 75, p99: expect.any(Number) },
    });
  });

  it('asks a service that runs, by as many callers as there are connections, with a key that stays secret', async () => {
    const refusal = { status: 401, json: { code: 'UNAUTHENTICATED', detail: 'No' } };
    await using service = await startFakeUpstream([refusal]);
    const place = ['--url', service.url, '--model', 'closed', '--connections', '3', '--seconds', '0.2'];
    const { code, out } = await runLoad(...place, '--key', 'hunter2');
    expect([code, out]).toEqual([1, expect.stringMatching(/UNAUTHENTICATED +\d+/)]);
    expect(report()).toMatchObject({ model: 'closed', url: service.url });
    expect(JSON.stringify(report())).not.toContain('hunter2');
    expect(service.requests()[0]?.headers['authorization']).toBe('Bearer hunter2');
  });

  it('says what it takes when it is asked for something else', async () => {
    const { code, errors } = await runLoad('--rate', 'fast');
    expect(code).toBe(2);
    expect(errors).toContain('rate');
    expect(errors).toContain('--connections');
  });
});

describe('the flags of the load', () => {
  it('have defaults', async () => {
    expect(await readFlags([])).toEqual({
      model: 'open',
      rate: 200,
      connections: 64,
      seconds: 10,
      json: 'out/load.json',
    });
  });

  it.each([['--rate=0'], ['--seconds=soon'], ['--model=both'], ['--url=here'], ['--colour=red'], ['more']])(
    'are refused as %s',
    async (flag) => {
      await expect(readFlags([flag])).rejects.toThrow();
    },
  );
});

describe('the calls of the load', () => {
  it('are mostly searches, and of every kind', () => {
    const random = seededRandom(1);
    const tools = Array.from({ length: 1_000 }, (_, call) => nextDeskCall(call, random).tool);
    expect(tools.filter((tool) => tool === 'places.search').length).toBeGreaterThan(500);
    expect(new Set(tools).size).toBe(5);
  });
});
