import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reference } from '../scripts/reference/reference.ts';
import { root } from '../scripts/workspace.ts';

// Reads what the last build emitted.
it('the committed reference is that of the docstrings, of which every export has one', async () => {
  for (const { name, text } of await reference()) {
    expect(text.match(/^#+ \w+\n\n```ts/m), name).toBe(null);
    const committed = readFileSync(join(root, 'docs', 'reference', name), 'utf8');
    expect(committed === text, `${name} is out of date: run \`pnpm docs:api\``).toBe(true);
  }
});

describe('the reference of a package', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'toolwright-reference-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  function packageOf(short: string, subpaths: readonly string[] = ['.']) {
    const targets = subpaths.map((subpath) => {
      const file = subpath === '.' ? 'index' : subpath.slice(2);
      return [subpath, { '@toolwright/source': `./${file}.ts`, types: `./${file}.d.ts` }] as const;
    });
    const manifest = {
      name: `@toolwright/${short}`,
      description: `The ${short}`,
      exports: Object.fromEntries(targets),
    };
    return { short, folder: join(folder, short), manifest };
  }

  async function pageOf(name: string, ...packages: readonly ReturnType<typeof packageOf>[]): Promise<string> {
    const page = (await reference(packages)).find((one) => one.name === name);
    return page?.text ?? '';
  }

  it('has what each export promises, its signature, and links to what it mentions', async () => {
    write('core/index.ts', "export type { Clock } from './clock.ts';\n");
    write('core/index.d.ts', "export type { Clock } from './clock.ts';\n");
    write('core/clock.d.ts', 'export interface Clock {\n    now(): number;\n}\n');
    const index = "export { wait } from './wait.ts';\nexport type { WaitOptions } from './wait.ts';\n";
    write('a/index.ts', index);
    write('a/index.d.ts', index);
    write(
      'a/wait.d.ts',
      `import type { Clock } from '@toolwright/core';
export interface WaitOptions {
    /** In milliseconds. @default 1 */
    readonly delayMs?: number;
    readonly clock?: Clock;
}
/**
 * Waits as {@link WaitOptions} say, never as {@link Nobody} does.
 *
 * @throws \`INVALID_OPTIONS\` for a bad delay.
 */
export declare function wait(options: WaitOptions): Promise<void>;
/** Waits for nothing. */
export declare function wait(): Promise<void>;
declare const unexported: number;
`,
    );
    const page = await pageOf('a.md', packageOf('core'), packageOf('a'));
    expect(page).toContain('- **Functions**: [`wait`](#wait)\n- **Types**: [`WaitOptions`](#waitoptions)');
    expect(page).toContain(`### wait

Waits as [\`WaitOptions\`](#waitoptions) say, never as \`Nobody\` does.

**Throws** \`INVALID_OPTIONS\` for a bad delay.

\`\`\`ts
function wait(options: WaitOptions): Promise<void>;
/** Waits for nothing. */
function wait(): Promise<void>;
\`\`\`

See [\`WaitOptions\`](#waitoptions).`);
    expect(page).toContain('  /** In milliseconds. @default 1 */\n  readonly delayMs?: number;');
    expect(page).toContain('See [`Clock`](core.md#clock).');
    expect(page).not.toContain('unexported');
  });

  it('has the sections of the entry, and anchors as GitHub makes them', async () => {
    const entry = "export { lease } from './lease.ts';\nexport type { Lease } from './lease.ts';\n";
    write('a/index.ts', `// Taking turns.\n${entry}`);
    write('a/index.d.ts', entry);
    write(
      'a/lease.d.ts',
      'export declare class Lease {\n    #private;\n}\nexport declare const lease: Lease;\n',
    );
    write('a/more.ts', 'export declare const more: 1;\n');
    write('a/more.d.ts', 'export declare const more: 1;\n');
    const page = await pageOf('a.md', packageOf('a', ['.', './more']));
    expect(page).toContain('### Taking turns\n\n#### lease\n');
    expect(page).toContain('[`lease`](#lease) · [`Lease`](#lease-1)');
    expect(page).toContain('## @toolwright/a/more\n\n- **Constants**: [`more`](#more)\n');
    expect(page).not.toContain('#private');
  });

  it('says what to do when nothing was built', async () => {
    await expect(pageOf('a.md', packageOf('a'))).rejects.toThrow('pnpm build');
  });

  it('fails where an entry exports what is not declared', async () => {
    write('a/index.ts', '');
    write('a/index.d.ts', "export { b } from './b.ts';\n");
    write('a/b.d.ts', 'export {};\n');
    await expect(pageOf('a.md', packageOf('a'))).rejects.toThrow('does not export b');
  });
});
