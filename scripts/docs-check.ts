import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { mapBounded, verdictOf } from './check.ts';
import type { Check } from './check.ts';
import { documentedFiles, readExamples } from './doc-examples.ts';
import type { Example } from './doc-examples.ts';
import { runCommand } from './run-command.ts';
import { listPackages, root } from './workspace.ts';

const folder = join(root, 'out', 'docs');

/**
 * Every TypeScript example of the documentation compiles against the sources, and the programs of the README and the
 * guides run. Those of the packages run in the packed consumer.
 */
export function docsCheck(): Check {
  return {
    name: 'examples of the documentation',
    async run() {
      const examples = documentedFiles().flatMap(readExamples);
      prepare(examples);
      const compiled = verdictOf(await runCommand('tsc', ['-p', folder]));
      if (compiled.status === 'failed') return compiled;
      const programs = examples.filter(({ file, isProgram }) => isProgram && !file.startsWith('packages'));
      if (!programs.some(({ file }) => file === 'README.md'))
        return { status: 'failed', output: 'README.md has no program (```ts title="program.ts")' };
      const results = await mapBounded(programs, 2, runProgram);
      const output = results.flatMap((result) => (result.ok ? [] : [result.output])).join('\n');
      const note = `${examples.length} examples compile, ${programs.length} programs of the README and the guides run`;
      return { ...verdictOf({ ok: output === '', output }), note };
    },
  };
}

async function runProgram(program: Example): Promise<{ readonly ok: boolean; readonly output: string }> {
  const name = nameOf(program);
  const args = ['--conditions=@toolwright/source', join(folder, name)];
  const { ok, output } = await runCommand(process.execPath, args, { cwd: folder, timeoutMs: 30_000 });
  return { ok, output: `${name} failed:\n${output}` };
}

/** Writes each example as a module of its own, named for its file and line, beside what they may import. */
function prepare(examples: readonly Example[]): void {
  rmSync(folder, { recursive: true, force: true });
  const modules = join(folder, 'node_modules');
  const packages = listPackages();
  for (const { folder: target, manifest } of packages) link(target, join(modules, manifest.name));
  for (const source of [root, join(root, 'test', 'core'), ...packages.map((one) => one.folder)])
    linkAll(join(source, 'node_modules'), modules);
  for (const example of examples)
    writeFileSync(join(folder, nameOf(example)), `${example.code}\n\nexport {};\n`);
  const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false };
  const config = { extends: '../../tsconfig.base.json', compilerOptions, include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
}

function nameOf({ file, line }: Example): string {
  const parts = [...dirname(file).split('/'), basename(file, '.md')].filter((part) => part !== '.');
  return `${parts.join('-')}-line-${line}.ts`;
}

/** Links every entry of a node_modules folder that is not there yet. */
function linkAll(source: string, target: string): void {
  if (!existsSync(source)) return;
  for (const name of readdirSync(source).filter((entry) => !entry.startsWith('.'))) {
    if (name.startsWith('@')) linkAll(join(source, name), join(target, name));
    else link(join(source, name), join(target, name));
  }
}

function link(target: string, path: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
}
