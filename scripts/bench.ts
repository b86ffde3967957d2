// Runs the benchmarks one after the other and writes what they print to bench/RESULTS.md: `pnpm bench`, or
// `pnpm bench <topic> …` for the sections of some. `--print` writes nothing.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { environmentList, resultsFile, sectionFrom, sectionsOf } from './bench-results.ts';
import { runCommand } from './run-command.ts';
import { root } from './workspace.ts';

const bench = join(root, 'bench');
const results = join(bench, 'RESULTS.md');
const topics = readdirSync(join(bench, 'src'))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('harness'))
  .map((file) => basename(file, '.ts'))
  .toSorted();
const given = process.argv.slice(2).filter((argument) => argument !== '--');
const asked = given.filter((argument) => argument !== '--print');
const unknown = asked.filter((topic) => !topics.includes(topic));

if (unknown.length > 0) {
  process.stderr.write(`No benchmark "${unknown.join('", "')}"; there are: ${topics.join(', ')}\n`);
  process.exitCode = 2;
} else {
  const environment = environmentList(bench, Date.now());
  process.stdout.write(`${environment}\n`);
  const measured = new Map<string, string>();
  for (const topic of asked.length > 0 ? asked : topics) {
    const section = await run(topic);
    if (section === undefined) process.exitCode = 1;
    else measured.set(topic, section);
  }
  if (!given.includes('--print') && measured.size > 0) await write(measured, environment);
}

/** Runs a topic, shows what it prints as it comes, and answers its section; nothing when it failed. */
async function run(topic: string): Promise<string | undefined> {
  process.stdout.write(`\n## ${topic}\n\n`);
  const file = join(bench, 'src', `${topic}.ts`);
  const args = ['--no-warnings', '--conditions=@toolwright/source', '--expose-gc', file];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  let output = '';
  for await (const text of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
    process.stdout.write(text);
    output += text;
  }
  if ((await ended) === 0) return sectionFrom(output);
  process.stderr.write(`\n${topic} failed; its section stays as it was\n`);
  return undefined;
}

async function write(measured: ReadonlyMap<string, string>, environment: string): Promise<void> {
  const before = sectionsOf(existsSync(results) ? readFileSync(results, 'utf8') : '');
  writeFileSync(results, resultsFile(topics, { before, measured }, environment));
  await runCommand('oxfmt', [results]);
  process.stdout.write(`\nWritten to ${results}\n`);
}
