import { verdictOf } from './check.ts';
import type { Check } from './check.ts';
import { runCommand } from './run-command.ts';

/** A package that changed since the main branch has a changeset. Skipped where git knows no main branch. */
export function changesetCheck(): Check {
  return {
    name: 'changeset status',
    async run() {
      const base = await mainBranch();
      if (base === undefined)
        return { status: 'skipped', note: 'git knows no main branch here to compare with' };
      return verdictOf(await runCommand('changeset', ['status', `--since=${base}`]));
    },
  };
}

async function mainBranch(): Promise<string | undefined> {
  for (const name of ['origin/main', 'main']) {
    const { ok } = await runCommand('git', ['merge-base', 'HEAD', name]);
    if (ok) return name;
  }
  return undefined;
}
