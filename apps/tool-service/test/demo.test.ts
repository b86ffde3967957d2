import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startProgram } from '@toolwright/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DemoDesk } from '../demo/demo-desk.ts';
import { row } from '../demo/demo-table.ts';
import { runScenes } from '../demo/run-scenes.ts';
import { scenes } from '../demo/scenes.ts';

const main = fileURLToPath(new URL('../demo/main.ts', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Runs the demo as `npm run demo` does. */
async function runDemo(
  nodeArgs: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const args = ['--no-warnings', '--conditions=@toolwright/source', ...nodeArgs, main];
  await using demo = await startProgram(process.execPath, { args, env });
  return { code: await demo.gone, out: demo.output(), errors: demo.errors() };
}

// A service that is not ready, as far as the demo can tell.
const unready = `const get = fetch; globalThis.fetch = (url, ...rest) => url.endsWith?.('/ready') ? Promise.resolve(new Response('', { status: 503 })) : get(url, ...rest)`;

let good: Ended;
let bad: Ended;
let nowhere: Ended;

beforeAll(async () => {
  [good, bad, nowhere] = await Promise.all([
    runDemo(),
    runDemo(['--import', `data:text/javascript,${encodeURIComponent(unready)}`]),
    runDemo([], { TMPDIR: '/nowhere' }),
  ]);
}, 120_000);

/** Each scene's title, and a line for each of its steps that says how long it took. */
function expectEveryStep(shown: string): void {
  const lines = shown.split('\n');
  for (const { title, steps } of scenes) {
    expect(lines).toContain(title);
    for (const { door, did } of steps) {
      const [first = ''] = row({ mark: '✓', door, did, came: '', said: '', tookMs: 0 }).split('\n');
      const begins = first.replace(/\s+0 ms$/, '');
      expect(lines.find((line) => line.startsWith(begins))).toMatch(/\d+ ms$/);
    }
  }
}

describe('the demo', () => {
  it('shows each step of each scene, and ends with code 0', () => {
    expect(good.errors).toBe('');
    expect(good.code).toBe(0);
    expectEveryStep(good.out);
    expect(good.out).not.toContain('✗');
  });

  it('is what the README shows', () => {
    expectEveryStep(readFileSync(new URL('../README.md', import.meta.url), 'utf8'));
  });

  it.each([
    ['a limit', '429 RATE_LIMITED'],
    ['when to come back', /Retry-After: \d/],
    ['a circuit that opens', 'open after 5 failures in a row'],
    ['one that recovers', /circuitBreaker: probed\s+twice/],
    ['a stale answer', 'stale'],
    ['a stream that is left', /rows in 2 chunks/],
    ['a replay', 'idempotency: replayed'],
    ['a plan without some of its parts', 'forecast failed'],
    ['progress', '× notifications/progress'],
    ['fields that are refused', 'must be left out unless'],
    ['a flag of a tenant', 'estimates off'],
  ])('tells of %s', (_what, shown) => {
    expect(good.out).toMatch(shown);
  });

  it('names the step that did not behave, goes on, and ends with code 1', () => {
    expect(bad.code).toBe(1);
    expect(bad.errors).toContain('GET /health, /ready');
    expect(bad.errors).toContain('the answers were 200,503,200,200');
    const steps = scenes.flatMap((scene) => scene.steps).length;
    expect(bad.out).toContain(`${steps - 1} of ${steps} steps`);
  });

  it('says why it cannot run', () => {
    expect(nowhere.code).toBe(1);
    expect(nowhere.errors).toMatch(/^The demo cannot run: .*\/nowhere/);
  });
});

describe('a scene', () => {
  it('goes on after a step that fails, and reports it with its reason', async () => {
    const printed: string[] = [];
    const seen = { came: 'this', said: 'that' };
    const steps = [
      { door: 'REST', did: 'break', run: () => Promise.reject(new Error('it broke')) },
      { door: 'MCP', did: 'go on', run: () => Promise.resolve(seen) },
    ];
    const print = (line: string): void => void printed.push(line);
    const failures = await runScenes([{ title: 'A scene', steps }], {} as DemoDesk, print);
    expect(failures).toEqual(['A scene: break: it broke']);
    expect(printed[1]).toMatch(/^✗ {2}REST {2}break +it broke/);
    expect(printed[2]).toMatch(/^✓ {2}MCP {3}go on +this +that/);
  });

  it('keeps every column within its width', () => {
    const long =
      'a long sentence about what came back of it, and averyveryverylongwordthatdoesnotfitintoacolumn';
    const printed = row({ mark: '✓', door: 'REST', did: long, came: long, said: long, tookMs: 12.3 });
    const lines = printed.split('\n');
    expect(lines.length).toBeGreaterThan(3);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(130);
    expect(lines[0]).toMatch(/ 12 ms$/);
  });
});
