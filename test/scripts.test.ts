import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiReport } from '../scripts/api-report.ts';
import { mapBounded } from '../scripts/check.ts';
import { coverageOf, tooLow } from '../scripts/coverage-gate.ts';
import { examplesOf } from '../scripts/doc-examples.ts';
import { runCommand } from '../scripts/run-command.ts';
import { packagesLeftOutOf, verdictOfReport } from '../scripts/unit-tests.ts';
import { commandsOf, readSection, readSteps } from '../scripts/walk/read-steps.ts';
import { listPackages, root } from '../scripts/workspace.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toolwright-scripts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: unknown): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

describe('the counts of a vitest run', () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [],
  };

  it('are those of its report', () => {
    expect(verdictOfReport(report, true)).toMatchObject({
      status: 'passed',
      counts: { passed: 3, failed: 0, skipped: 2 },
    });
  });

  it('take a file that could not be loaded for a failed test', () => {
    const testResults = [{ name: '/a.test.ts', status: 'failed', assertionResults: [] }];
    expect(verdictOfReport({ ...report, testResults }, false)).toMatchObject({
      status: 'failed',
      counts: { failed: 1 },
    });
  });

  it('show a run that failed outside of any test', () => {
    expect(verdictOfReport(report, false)).toMatchObject({ status: 'failed', counts: { failed: 1 } });
  });

  it('name what was left out', () => {
    const assertionResults = [{ fullName: 'redis keeps its contract', status: 'skipped' }];
    const testResults = [{ name: join(root, 'a.test.ts'), status: 'passed', assertionResults }];
    expect(verdictOfReport({ ...report, testResults }, true).leftOut).toEqual([
      'a.test.ts: redis keeps its contract',
    ]);
  });

  it('name the packages whose coverage cannot be judged', () => {
    const file = (name: string, status: string): object => ({
      name: join(root, name),
      status: 'passed',
      assertionResults: [{ fullName: 'a test', status }],
    });
    const testResults = [
      file('packages/store/src/a.test.ts', 'skipped'),
      file('test/cache/src/a.test.ts', 'pending'),
      file('packages/core/src/a.test.ts', 'passed'),
      file('apps/tool-service/test/a.test.ts', 'skipped'),
    ];
    const named = packagesLeftOutOf({ ...report, testResults } as Parameters<typeof packagesLeftOutOf>[0]);
    expect([...named]).toEqual(['store', 'cache']);
  });
});

describe('the coverage of a package', () => {
  const summary = {
    total: { lines: { total: 100, covered: 0 }, branches: { total: 100, covered: 0 } },
    '/r/packages/a/src/x.ts': { lines: { total: 10, covered: 10 }, branches: { total: 10, covered: 7 } },
    '/r/packages/a/src/y.ts': { lines: { total: 10, covered: 8 }, branches: { total: 10, covered: 10 } },
    '/r/packages/ab/src/z.ts': { lines: { total: 10, covered: 0 }, branches: { total: 10, covered: 0 } },
  };

  it('sums its own files only', () => {
    expect(coverageOf(summary, '/r/packages/a')).toEqual({ lines: 90, branches: 85 });
  });

  it('is held to 90 percent of lines and of branches', () => {
    const packages = [
      { short: 'a', lines: 90, branches: 90 },
      { short: 'b', lines: 100, branches: 89.9 },
      { short: 'c', lines: 89.9, branches: 100 },
    ];
    expect(tooLow(packages)).toEqual(['b', 'c']);
  });
});

describe('the examples of a Markdown file', () => {
  it('are its TypeScript blocks, with the line where their code starts', () => {
    const text = '# A\n\n```ts\na;\n```\n```sh\nb\n```\n```ts title="program.ts"\nc;\nd;\n```\n';
    expect(examplesOf(text, 'A.md')).toEqual([
      { file: 'A.md', line: 4, code: 'a;', isProgram: false },
      { file: 'A.md', line: 10, code: 'c;\nd;', isProgram: true },
    ]);
  });
});

describe('the steps of a guide', () => {
  it('are what stands under a heading, number by number', () => {
    const text =
      '# A\n\n`no`\n\n## Walk\n\n`intro`\n\n**1.** Go.\n\n```sh\nnpm start # now\n```\n\n' +
      '**2.** Create `a.ts`:\n\n```ts\nexport const a = `x`;\n```\n\nThen look at `b`.\n\n## Rest\n\n**3.** No.\n';
    expect(readSteps(text, 'Walk')).toEqual([
      { spans: [], blocks: [{ language: 'sh', code: 'npm start # now\n' }] },
      { spans: ['a.ts', 'b'], blocks: [{ language: 'ts', code: 'export const a = `x`;\n' }] },
    ]);
    expect(() => readSteps(text, 'Run')).toThrow('"Run"');
    expect(commandsOf(readSection(text, 'Walk'))).toEqual(['npm start']);
  });
});

describe('the API report', () => {
  const manifest = { name: '@toolwright/a', exports: { '.': { types: './dist/index.d.ts' } } };

  it('holds every declaration file that an export reaches, and no other', () => {
    write('dist/index.d.ts', "export { a } from './a.ts';\n");
    write('dist/a.d.ts', "export declare const a: import('./b.ts').B;\n//# sourceMappingURL=a.d.ts.map\n");
    write('dist/b.d.ts', 'export type B = 1;\n');
    write('dist/unreached.d.ts', 'export type C = 1;\n');
    const report = apiReport({ short: 'a', folder, manifest });
    expect(report).toContain('// a.d.ts\nexport declare const a');
    expect(report).toContain('export type B');
    expect(report).not.toMatch(/type C|sourceMappingURL/);
  });

  it('says what to do when nothing was built', () => {
    expect(() => apiReport({ short: 'a', folder, manifest })).toThrow('pnpm build');
  });
});

describe('turbo', () => {
  it('checks the types of a dependant again when a source of core changes', async () => {
    cpSync(join(root, 'turbo.json'), join(folder, 'turbo.json'));
    write('package.json', { name: 'r', private: true, packageManager: 'pnpm@12.18.0' });
    write('pnpm-workspace.yaml', 'packages:\n  - packages/*\n');
    const scripts = { typecheck: 'tsc' };
    write('packages/core/package.json', { name: '@toolwright/core', version: '0.0.0', scripts });
    const dependencies = { '@toolwright/core': 'workspace:^' };
    write('packages/a/package.json', { name: '@toolwright/a', version: '0.0.0', scripts, dependencies });
    write('packages/a/src/a.ts', 'export const a = 1;');
    write('packages/b/package.json', { name: '@toolwright/b', version: '0.0.0', scripts });
    write('packages/core/src/port.ts', 'export interface Port { now(): number }');
    const before = await typecheckHashes();
    write('packages/core/src/port.ts', 'export interface Port { time(): number }');
    const after = await typecheckHashes();
    expect(after['@toolwright/core']).not.toBe(before['@toolwright/core']);
    expect(after['@toolwright/a']).not.toBe(before['@toolwright/a']);
    expect(after['@toolwright/b']).toBe(before['@toolwright/b']);
  });

  async function typecheckHashes(): Promise<Readonly<Record<string, string>>> {
    const turbo = join(root, 'node_modules', '.bin', 'turbo');
    const { output } = await runCommand(turbo, ['run', 'typecheck', '--dry=json'], { cwd: folder });
    const plan = JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1)) as {
      tasks: readonly { package: string; task: string; hash: string }[];
    };
    return Object.fromEntries(
      plan.tasks.filter(({ task }) => task === 'typecheck').map((task) => [task.package, task.hash]),
    );
  }
});

describe('the scripts', () => {
  it('run at most so many at a time and keep the order', async () => {
    let running = 0;
    let most = 0;
    const results = await mapBounded([3, 1, 2], 2, async (item) => {
      most = Math.max(most, (running += 1));
      await Promise.resolve();
      running -= 1;
      return item * 10;
    });
    expect(results).toEqual([30, 10, 20]);
    expect(most).toBe(2);
  });

  it('report a program that is not there or fails', async () => {
    expect(await runCommand('no-such-program', [])).toMatchObject({ ok: false });
    expect(await runCommand(process.execPath, ['-e', 'console.log(1); process.exit(3)'])).toEqual({
      ok: false,
      output: '1\n',
    });
  });

  it('find packages by listing the folder', () => {
    write('packages/zeta/package.json', { name: '@toolwright/zeta' });
    write('packages/core/package.json', { name: '@toolwright/core' });
    write('packages/alpha/package.json', { name: '@toolwright/alpha' });
    write('packages/notes/README.md', 'no package');
    expect(listPackages(folder).map(({ short }) => short)).toEqual(['core', 'alpha', 'zeta']);
  });
});
