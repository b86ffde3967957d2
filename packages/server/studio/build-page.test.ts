import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { buildPage, builtFile } from './build-page.ts';

it('ships the page as its sources are; else run: node studio/build-page.ts', async () => {
  const shipped = await readFile(builtFile, 'utf8');
  expect(shipped === (await buildPage())).toBe(true);
});

it('has sources whose types hold in a browser', { timeout: 60_000 }, async () => {
  const project = fileURLToPath(new URL('tsconfig.json', import.meta.url));
  const tsc = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url));
  const run = promisify(execFile)(tsc, ['-p', project]).catch((error: unknown) => error);
  expect(await run).toMatchObject({ stdout: '' });
});
