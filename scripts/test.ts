// Runs every check of the repository: `npm test`. The last line is `N passed, N failed, N skipped`.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { mapBounded } from './check.ts';
import type { Check, Counts, Verdict } from './check.ts';
import { stages } from './stages.ts';

interface Finished {
  readonly name: string;
  readonly verdict: Verdict;
  readonly seconds: string;
}

const startedAt = performance.now();
const finished: Finished[] = [];

for (const stage of stages()) {
  const results = await mapBounded(stage.checks, stage.parallel, runCheck);
  finished.push(...results);
}
const totals = summarise();
process.exitCode = totals.failed > 0 ? 1 : 0;
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);

async function runCheck(check: Check): Promise<Finished> {
  const from = performance.now();
  const buildFailed = finished.some(({ name, verdict }) => name === 'build' && verdict.status === 'failed');
  const verdict: Verdict =
    check.needsBuild === true && buildFailed
      ? { status: 'skipped', note: 'the build failed' }
      : await check.run().catch((error: unknown) => ({ status: 'failed', output: String(error) }));
  const result = { name: check.name, verdict, seconds: ((performance.now() - from) / 1000).toFixed(1) };
  say(line(result));
  if (verdict.status === 'failed' && verdict.output !== undefined) say(indent(verdict.output));
  return result;
}

function summarise(): Counts {
  say('\nSummary');
  for (const result of finished) say(line(result));
  const leftOut = [
    ...finished.flatMap(
      ({ name, verdict }) => verdict.leftOut ?? (verdict.status === 'skipped' ? [name] : []),
    ),
    ...missingPrograms(),
  ];
  say(leftOut.length === 0 ? 'Nothing was left out.' : `Left out:\n${indent(leftOut.join('\n'))}`);
  say(`Took ${Math.round((performance.now() - startedAt) / 1000)} s`);
  return finished
    .map(({ verdict }) => verdict.counts ?? one(verdict.status))
    .reduce((sum, counts) => ({
      passed: sum.passed + counts.passed,
      failed: sum.failed + counts.failed,
      skipped: sum.skipped + counts.skipped,
    }));
}

function one(status: Verdict['status']): Counts {
  return { passed: 0, failed: 0, skipped: 0, [status]: 1 };
}

/** Programs that some tests need and this machine lacks. */
function missingPrograms(): readonly string[] {
  const needed = {
    'redis-server': 'tests against a real Redis run only with it, or with REDIS_URL',
    chromium: 'tests of pages in a browser run only with it',
    promtool: 'the check of the Prometheus text by its own tool runs only with it',
  };
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return Object.entries(needed)
    .filter(([program]) => !folders.some((folder) => isProgram(join(folder, program))))
    .map(([program, why]) => `no ${program} on this machine: ${why}`);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function line({ name, verdict, seconds }: Finished): string {
  const mark = { passed: '✓', failed: '✗', skipped: '–' }[verdict.status];
  return `${mark} ${name} (${seconds} s)${verdict.note === undefined ? '' : `: ${verdict.note}`}`;
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '    ');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
