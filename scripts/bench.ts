// Runs the benchmarks one after the other: `pnpm bench`, or `pnpm bench <topic> …` for some.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runCommand } from './run-command.ts';
import { root } from './workspace.ts';

const folder = join(root, 'bench', 'src');
const topics = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'harness.ts')
  .map((file) => basename(file, '.ts'))
  .toSorted();
const asked = process.argv.slice(2).filter((argument) => argument !== '--');
const unknown = asked.filter((topic) => !topics.includes(topic));

if (unknown.length > 0) {
  process.stderr.write(`No benchmark "${unknown.join('", "')}"; there are: ${topics.join(', ')}\n`);
  process.exitCode = 2;
} else {
  for (const topic of asked.length > 0 ? asked : topics) {
    process.stdout.write(`\n${topic}\n`);
    const args = ['--conditions=@toolwright/source', '--expose-gc', join(folder, `${topic}.ts`)];
    const { ok } = await runCommand(process.execPath, args, { live: true });
    if (!ok) process.exitCode = 1;
  }
}
