import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { verdictOf } from './check.ts';
import type { Check } from './check.ts';
import { readExamples } from './doc-examples.ts';
import { runCommand } from './run-command.ts';
import type { CommandResult } from './run-command.ts';
import { listPackages, moduleExports, readManifest, root } from './workspace.ts';
import type { Manifest, Package } from './workspace.ts';

type TarballOf = (manifest: Manifest) => string;

/**
 * A packed package, installed alone into an empty project outside the workspace: its main entry loads without the
 * optional peers; with them every entry compiles under `strict`, and so does the README's program, which then runs.
 */
export function consumerCheck({ short, folder, manifest }: Package, tarballOf: TarballOf): Check {
  return {
    name: `packed consumer of ${manifest.name}`,
    needsBuild: true,
    async run() {
      const project = mkdtempSync(join(tmpdir(), `toolwright-${short}-`));
      try {
        writeProject(project, folder, manifest);
        const steps = [
          () => npmInstall(project, alone(manifest, tarballOf)),
          () => runCommand(process.execPath, ['main.mjs'], { cwd: project, timeoutMs: 30_000 }),
          () => npmInstall(project, peers(folder, manifest)),
          () => runCommand('tsc', ['-p', project]),
          () => runCommand(process.execPath, ['entries.mjs'], { cwd: project, timeoutMs: 30_000 }),
          () => runProgram(project),
        ];
        for (const step of steps) {
          const result = await step();
          if (!result.ok) return verdictOf(result);
        }
        return { status: 'passed' };
      } finally {
        rmSync(project, { recursive: true, force: true });
      }
    },
  };
}

function writeProject(project: string, folder: string, manifest: Manifest): void {
  const entries = moduleExports(manifest).map(([subpath]) => join(manifest.name, subpath));
  const uses = entries.map((name, index) => `export * as entry${index} from '${name}';\n`).join('');
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    target: 'es2023',
    lib: ['es2024', 'esnext.disposable'],
    module: 'nodenext',
    types: ['node'],
    noEmit: true,
    skipLibCheck: onlyOwnDeclarations(manifest),
  };
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  writeFileSync(join(project, 'main.mjs'), importing(entries.slice(0, 1)));
  writeFileSync(join(project, 'entries.mjs'), importing(entries));
  writeFileSync(join(project, 'entries.ts'), uses);
  const program = readProgram(folder);
  if (program !== undefined) writeFileSync(join(project, 'program.ts'), program);
}

function importing(names: readonly string[]): string {
  return names.map((name) => `import '${name}';\n`).join('');
}

/** Declarations of third parties are not ours to hold: they are checked only where a package has none. */
function onlyOwnDeclarations(manifest: Manifest): boolean {
  const own = Object.keys(manifest.dependencies ?? {}).every((name) => name.startsWith('@toolwright/'));
  return !own || Object.keys(manifest.peerDependencies ?? {}).length > 0;
}

function readProgram(folder: string): string | undefined {
  const file = join(folder, 'README.md');
  if (!existsSync(file)) return undefined;
  return readExamples(relative(root, file)).find(({ isProgram }) => isProgram)?.code;
}

/** The package, the siblings that it depends on, and the types of Node that its declarations name. */
function alone(manifest: Manifest, tarballOf: TarballOf): readonly string[] {
  const names = [manifest.name, ...Object.keys(manifest.dependencies ?? {})];
  const own = listPackages().filter((one) => names.includes(one.manifest.name));
  return [...own.map((one) => tarballOf(one.manifest)), pinned(root, '@types/node')];
}

/** The optional peers, each in the version that the package is tested with. */
function peers(folder: string, manifest: Manifest): readonly string[] {
  return Object.keys(manifest.peerDependencies ?? {}).map((name) => pinned(folder, name));
}

function pinned(folder: string, name: string): string {
  return `${name}@${readManifest(join(folder, 'node_modules', name)).version}`;
}

async function npmInstall(project: string, what: readonly string[]): Promise<CommandResult> {
  if (what.length === 0) return { ok: true, output: '' };
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--prefer-offline'];
  return await runCommand('npm', ['install', ...quiet, '--omit=peer', ...what], { cwd: project });
}

async function runProgram(project: string): Promise<CommandResult> {
  const program = join(project, 'program.ts');
  if (!existsSync(program))
    return { ok: false, output: 'README.md has no program (```ts title="program.ts")' };
  const result = await runCommand(process.execPath, ['program.ts'], { cwd: project, timeoutMs: 30_000 });
  return result.ok ? result : { ok: false, output: `${readFileSync(program, 'utf8')}\n${result.output}` };
}
