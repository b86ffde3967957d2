// Shows what a release would publish: versions and packed files. Works in a copy, changes and publishes nothing.
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyRepository } from './copy-repository.ts';
import { runCommand } from './run-command.ts';
import { listPackages, root } from './workspace.ts';

const copy = join(mkdtempSync(join(tmpdir(), 'toolwright-release-')), 'repository');

try {
  await step('turbo', ['run', 'build', '--output-logs=errors-only'], root);
  copyRepository(copy);
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const before = new Map(listPackages(copy).map(({ manifest }) => [manifest.name, manifest.version]));
  await step('git', ['init', '--quiet'], copy);
  await step('changeset', ['version'], copy);
  for (const { folder, manifest } of listPackages(copy)) {
    say(`\n${manifest.name} ${before.get(manifest.name)} → ${manifest.version}`);
    if (before.get(manifest.name) !== manifest.version) say(newestEntry(join(folder, 'CHANGELOG.md')));
    say(await step('pnpm', ['pack', '--dry-run'], folder));
  }
  say('\nNothing was published.');
} finally {
  rmSync(join(copy, '..'), { recursive: true, force: true });
}

/** Runs a program and hands back its output; ends the process with it when the program fails. */
async function step(file: string, args: readonly string[], cwd: string): Promise<string> {
  const { ok, output } = await runCommand(file, args, { cwd });
  if (ok) return output.trimEnd();
  throw new Error(`${file} ${args.join(' ')} failed:\n${output}`);
}

/** The section of the newest version in a changelog. */
function newestEntry(file: string): string {
  return readFileSync(file, 'utf8').split(/^## /m)[1]?.trimEnd() ?? '';
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
