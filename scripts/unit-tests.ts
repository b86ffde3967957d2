import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Check, Counts, Verdict } from './check.ts';
import { coverageOf, tooLow } from './coverage-gate.ts';
import type { CoverageSummary } from './coverage-gate.ts';
import { runCommand } from './run-command.ts';
import { listPackages, root } from './workspace.ts';

const report = join(root, 'out', 'vitest.json');
const coverage = join(root, 'coverage', 'coverage-summary.json');

/** What of vitest's JSON report is read here. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** One run of vitest over every project, with coverage. */
export function unitTests(): Check {
  return {
    name: 'vitest',
    async run() {
      rmSync(report, { force: true });
      rmSync(coverage, { force: true });
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const args = [join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--coverage', ...reporters];
      const { ok } = await runCommand(process.execPath, args, { live: true });
      if (!existsSync(report))
        return { status: 'failed', output: 'vitest wrote no report; see its output above' };
      return verdictOfReport(JSON.parse(readFileSync(report, 'utf8')) as VitestReport, ok);
    },
  };
}

/** Reads the counts of a report. A file that could not be loaded is a failed test, and so is a run that failed without one. */
export function verdictOfReport(result: VitestReport, ok: boolean): Verdict {
  const unloaded = result.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const failed = result.numFailedTests + unloaded.length;
  const counts: Counts = {
    passed: result.numPassedTests,
    failed: ok ? failed : Math.max(failed, 1),
    skipped: result.numPendingTests + result.numTodoTests,
  };
  return {
    status: counts.failed > 0 ? 'failed' : 'passed',
    note: `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
    counts,
    leftOut: leftOutOf(result),
  };
}

/** The names of the skipped tests, by file; a file with many shows the first ones. */
function leftOutOf(result: VitestReport): readonly string[] {
  const shown = 5;
  return result.testResults.flatMap((file) => {
    const names = file.assertionResults.filter(
      (test) => test.status !== 'passed' && test.status !== 'failed',
    );
    if (names.length === 0) return [];
    const more = names.length > shown ? [`… and ${names.length - shown} more`] : [];
    const titles = [...names.slice(0, shown).map((test) => test.fullName.trim()), ...more];
    return [`${relative(root, file.name)}: ${titles.join('; ')}`];
  });
}

/**
 * Holds each package to its share of covered lines and branches. A package of which tests were left out, for want of a
 * program that is not here, cannot be judged: it is named instead.
 */
export function coverageCheck(): Check {
  return {
    name: 'coverage of each package',
    run() {
      if (!existsSync(coverage)) {
        return Promise.resolve({ status: 'failed', output: `vitest wrote no ${relative(root, coverage)}` });
      }
      const summary = JSON.parse(readFileSync(coverage, 'utf8')) as CoverageSummary;
      const packages = listPackages().map(({ short, folder }) => ({ short, ...coverageOf(summary, folder) }));
      const unjudged = packagesLeftOutOf(JSON.parse(readFileSync(report, 'utf8')) as VitestReport);
      const lines = packages.map(
        (one) => `${one.short}: ${one.lines} % of lines, ${one.branches} % of branches`,
      );
      const low = tooLow(packages).filter((short) => !unjudged.has(short));
      return Promise.resolve(
        low.length === 0
          ? { status: 'passed', note: lines.join('; '), leftOut: [...unjudged].map(unjudgedNote) }
          : { status: 'failed', output: `under the bound: ${low.join(', ')}\n${lines.join('\n')}` },
      );
    },
  };
}

/** The packages with tests that did not run, in their own folder or in `test/`. */
export function packagesLeftOutOf(result: VitestReport): ReadonlySet<string> {
  const files = result.testResults.filter(({ assertionResults }) =>
    assertionResults.some(({ status }) => status !== 'passed' && status !== 'failed'),
  );
  const folders = files.map(({ name }) => /^(?:packages|test)\/([^/]+)\//.exec(relative(root, name))?.[1]);
  return new Set(folders.filter((folder) => folder !== undefined));
}

function unjudgedNote(short: string): string {
  return `the coverage of ${short}: some of its tests did not run`;
}
