import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { changesetCheck } from './changeset-check.ts';
import { verdictOf } from './check.ts';
import type { Check } from './check.ts';
import { docsCheck } from './docs-check.ts';
import { coverageCheck, unitTests } from './unit-tests.ts';
import { packageChecks, packCheck } from './packed-packages.ts';
import { runCommand } from './run-command.ts';
import { newcomersWalk } from './walk/newcomers-walk.ts';
import { ownProjectWalk } from './walk/own-project-walk.ts';
import { listPackages, root } from './workspace.ts';

export interface Stage {
  /** How many of its checks run at a time. */
  readonly parallel: number;
  readonly checks: readonly Check[];
}

/** Every check of `npm test`, in order; a stage starts when the one before has ended. */
export function stages(): readonly Stage[] {
  return [
    {
      parallel: 2,
      checks: [
        command('format', 'oxfmt', ['--check']),
        command('lint', 'oxlint', ['--type-aware', '--deny-warnings']),
        command('types of the packages', 'turbo', ['run', 'typecheck', '--output-logs=errors-only']),
        command('types of the scripts and tests', 'tsc', ['-p', 'tsconfig.json']),
        build(),
      ],
    },
    { parallel: 1, checks: [unitTests(), coverageCheck(), packCheck()] },
    {
      parallel: 2,
      checks: [
        { ...command('size-limit', 'size-limit', []), needsBuild: true },
        command('knip', 'knip', ['--no-progress']),
        docsCheck(),
        newcomersWalk(),
        ownProjectWalk(),
        changesetCheck(),
        ...packageChecks(),
      ],
    },
  ];
}

function command(name: string, file: string, args: readonly string[]): Check {
  return { name, run: async () => verdictOf(await runCommand(file, args)) };
}

/** Builds every package in the order of their dependencies; what an earlier build left is removed first. */
function build(): Check {
  return {
    name: 'build',
    async run() {
      for (const { folder } of listPackages()) rmSync(join(folder, 'dist'), { recursive: true, force: true });
      return verdictOf(
        await runCommand('turbo', ['run', 'build', '--output-logs=errors-only'], { cwd: root }),
      );
    },
  };
}
