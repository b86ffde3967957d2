import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verdictOf } from '../check.ts';
import type { Check } from '../check.ts';
import { tarballOf } from '../packed-packages.ts';
import { runCommand } from '../run-command.ts';
import { listPackages, readManifest, root } from '../workspace.ts';
import { answerTo } from './answer-to.ts';
import { commandsOf, readSection } from './read-steps.ts';
import { startService } from './running-service.ts';

const guide = 'docs/five-minute-start.md';

/** Follows the other half of the five-minute start: an empty project, the packed packages, a program, a service. */
export function ownProjectWalk(): Check {
  return {
    name: 'a newcomer’s own project',
    needsBuild: true,
    async run() {
      const folder = mkdtempSync(join(tmpdir(), 'toolwright-own-'));
      try {
        await walk(folder);
        return { status: 'passed', note: `${guide} does what it says` };
      } catch (error) {
        return verdictOf({ ok: false, output: `${guide}: ${String(error)}` });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

async function walk(folder: string): Promise<void> {
  const section = readSection(readFileSync(join(root, guide), 'utf8'), 'In a project of your own');
  const [install = '', ...calls] = commandsOf(section);
  const [program, service, ...more] = section.blocks.filter(({ language }) => language === 'ts');
  if (program === undefined || service === undefined || more.length > 0)
    throw new Error('it shows another number of programs than two');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  writeFileSync(join(folder, 'program.ts'), program.code);
  writeFileSync(join(folder, 'service.ts'), service.code.replace('port: 3000', 'port: 0'));
  await run(packed(install), folder);
  const said = await run('node program.ts', folder);
  for (const [, what = ''] of program.code.matchAll(/console\.log\(.*\/\/ ([\w.]+)/g))
    if (!said.includes(what)) throw new Error(`program.ts says ${said}, not ${what}`);
  const ready = /^Listening at (\S+)$/m;
  const running = await startService({ command: 'node service.ts', cwd: folder, ready, timeoutMs: 30_000 });
  try {
    for (const call of calls) JSON.parse(await answerTo(call, running.url));
    const [first = ''] = calls;
    const answer = await answerTo(first, running.url);
    if (!answer.includes('"kilometres":42.16')) throw new Error(`\`${first}\` answered ${answer}`);
    await answerTo('curl -sf http://localhost:3000/studio', running.url);
  } finally {
    await running.interrupt();
  }
}

/** The installation with what is packed here in the place of what will be published. */
function packed(command: string): string {
  const packages = listPackages().map(({ manifest }) => manifest);
  const words = command.split(' ').map((word) => {
    const own = packages.find(({ name }) => name === word);
    if (own !== undefined) return tarballOf(own);
    const { version } = word === 'zod' ? readManifest(join(root, 'packages/schema/node_modules/zod')) : {};
    return version === undefined ? word : `${word}@${version}`;
  });
  return `${words.join(' ')} --no-audit --no-fund --prefer-offline`;
}

async function run(command: string, cwd: string): Promise<string> {
  const { ok, output } = await runCommand('sh', ['-c', command], { cwd, timeoutMs: 120_000 });
  if (!ok) throw new Error(`\`${command}\` failed: ${output}`);
  return output;
}
