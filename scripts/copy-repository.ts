import { cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './workspace.ts';

const made = ['node_modules', '.git', '.turbo', 'coverage', 'out'];
const places = join(root, 'apps', 'tool-service', 'data');

/** Copies the repository as it stands, without what was installed and made in it; `without` names more to leave. */
export function copyRepository(target: string, without: readonly string[] = []): void {
  const left = new Set([...made, ...without]);
  cpSync(root, target, {
    recursive: true,
    filter: (path) => path !== places && !left.has(basename(path)),
  });
}
