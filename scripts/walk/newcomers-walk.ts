import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verdictOf } from '../check.ts';
import type { Check } from '../check.ts';
import { copyRepository } from '../copy-repository.ts';
import { answerTo } from './answer-to.ts';
import { commandsOf, readSteps } from './read-steps.ts';
import type { Step } from './read-steps.ts';
import { newcomersEnvironment, startService } from './running-service.ts';
import type { RunningService } from './running-service.ts';

const guide = 'docs/five-minute-start.md';
// The first start installs everything and builds the places.
const startMs = 180_000;

/** Follows the five-minute start to the letter, in a copy of the repository where nothing is installed yet. */
export function newcomersWalk(): Check {
  return {
    name: 'a newcomer’s walk',
    async run() {
      const folder = mkdtempSync(join(tmpdir(), 'toolwright-walk-'));
      try {
        copyRepository(folder, ['dist']);
        await walk(folder, readSteps(readFileSync(join(folder, guide), 'utf8'), 'In this repository'));
        return { status: 'passed', note: `${guide} does what it says` };
      } catch (error) {
        return verdictOf({ ok: false, output: `${guide}: ${String(error)}` });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

async function walk(folder: string, steps: readonly Step[]): Promise<void> {
  const [start, call, write, add, again, ...more] = steps;
  if (again === undefined || more.length > 0) throw new Error(`it has ${steps.length} steps, not 5`);
  await serving(folder, start!, async ({ url }) => {
    for (const command of commandsOf(call!)) succeeded(await answerTo(command, url), 'places');
  });
  writeTool(folder, write!);
  addTool(folder, add!);
  await serving(folder, start!, async ({ url }) => {
    const [good = '', bad = '', ...rest] = commandsOf(again);
    if (rest.length > 0) throw new Error('step 5 has two calls');
    const [answer = '', status = ''] = again.spans;
    succeeded(await answerTo(good, url), answer);
    const refused = await answerTo(bad, url);
    if (!refused.includes(`"status":${status}`)) throw new Error(`\`${bad}\` answered ${refused}`);
  });
}

/** Does something while the service runs that the step starts. */
async function serving(
  folder: string,
  step: Step,
  work: (service: RunningService) => Promise<void>,
): Promise<void> {
  const service = await startService({
    command: commandsOf(step).join('\n'),
    cwd: folder,
    env: newcomersEnvironment(),
    ready: /^The tool service is at (\S+)$[^]*Stop with Ctrl-C/m,
    timeoutMs: startMs,
  });
  try {
    await work(service);
  } finally {
    await service.interrupt();
  }
}

function succeeded(answer: string, part: string): void {
  if (!answer.includes('"status":"success"') || !answer.includes(part))
    throw new Error(`expected a success with ${part}, got ${answer}`);
}

/** "create `file`", and the code to put there. */
function writeTool(folder: string, { spans: [file = ''], blocks: [block] }: Step): void {
  if (block?.language !== 'ts') throw new Error('step 3 shows no TypeScript');
  writeFileSync(join(folder, file), block.code);
}

/** "in `file`: at the top `import`, and `item,` as the first of the list that `function` returns". */
function addTool(folder: string, { spans: [file = '', line = '', item = '', name = ''] }: Step): void {
  const path = join(folder, file);
  const [before, after] = readFileSync(path, 'utf8').split(`function ${name}(`);
  const list = after?.indexOf('return [') ?? -1;
  if (after === undefined || list === -1) throw new Error(`${file} has no list that ${name} returns`);
  const at = list + 'return ['.length;
  writeFileSync(path, `${line}\n${before}function ${name}(${after.slice(0, at)}${item}${after.slice(at)}`);
}
