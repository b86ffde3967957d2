import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mapBounded, verdictOf } from './check.ts';
import type { Check } from './check.ts';
import { consumerCheck } from './packed-consumer.ts';
import { runCommand } from './run-command.ts';
import { listPackages, root } from './workspace.ts';
import type { Manifest } from './workspace.ts';

const folder = join(root, 'out', 'packs');

/** Where the packed form of a package lies. */
export function tarballOf({ name }: Manifest): string {
  return join(folder, `${name.slice(1).replace('/', '-')}.tgz`);
}

/** Packs every package as it would be published, workspace ranges resolved. */
export function packCheck(): Check {
  return {
    name: 'pack',
    needsBuild: true,
    async run() {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      const packed = await mapBounded(listPackages(), 2, ({ folder: cwd, manifest }) =>
        runCommand('pnpm', ['pack', '--out', tarballOf(manifest)], { cwd }),
      );
      return verdictOf({
        ok: packed.every(({ ok }) => ok),
        output: packed.map(({ output }) => output).join('\n'),
      });
    },
  };
}

/** What is asked of each packed package. */
export function packageChecks(): readonly Check[] {
  return [
    everyPackage('publint', 'publint', (tarball) => ['run', tarball, '--strict']),
    everyPackage('attw', 'attw', (tarball) => [tarball, '--profile', 'esm-only', '--no-definitely-typed']),
    ...listPackages().map((one) => consumerCheck(one, tarballOf)),
  ];
}

function everyPackage(
  name: string,
  program: string,
  argumentsFor: (tarball: string) => readonly string[],
): Check {
  return {
    name,
    needsBuild: true,
    async run() {
      const outputs: string[] = [];
      for (const { manifest } of listPackages()) {
        const { ok, output } = await runCommand(program, argumentsFor(tarballOf(manifest)));
        if (!ok) outputs.push(`${manifest.name}\n${output}`);
      }
      return verdictOf({ ok: outputs.length === 0, output: outputs.join('\n') });
    },
  };
}
