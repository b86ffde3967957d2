import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { moduleExports } from './workspace.ts';
import type { Package } from './workspace.ts';

/** Where the reviewed report of a package lies. */
export function apiFile({ folder }: Package): string {
  return join(folder, 'api.d.ts');
}

/**
 * The public declarations of a built package as one text: for each export, every declaration file that it reaches,
 * sorted by name. The compiler is not asked: what `dist` holds is what a user gets.
 */
export function apiReport({ folder, manifest }: Package): string {
  const parts = moduleExports(manifest).map(([subpath, target]) => {
    const entry = join(folder, target['types'] ?? '');
    const files = [...reachable(entry)].filter((file) => file !== entry).toSorted();
    return [
      `// ${join(manifest.name, subpath)}`,
      declarations(entry, folder),
      ...files.map((file) => declarations(file, folder)),
    ].join('\n');
  });
  return parts.join('\n');
}

/** The declaration files that `entry` reaches through relative imports, itself included. */
function reachable(entry: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(entry)) return seen;
  if (!existsSync(entry)) throw new Error(`${entry} is missing: build the packages first (pnpm build)`);
  seen.add(entry);
  for (const [, path = ''] of readFileSync(entry, 'utf8').matchAll(
    /(?:from |import\(|import )['"](\.[^'"]+)['"]/g,
  )) {
    reachable(join(dirname(entry), path.replace(/\.(?:js|ts)$/, '.d.ts')), seen);
  }
  return seen;
}

function declarations(file: string, folder: string): string {
  const text = readFileSync(file, 'utf8').replaceAll(/^\/\/# sourceMappingURL=.*$/gm, '');
  return `// ${relative(join(folder, 'dist'), file)}\n${text.trim()}\n`;
}
