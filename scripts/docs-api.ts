// Rewrites docs/reference from what the last build emitted.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reference } from './reference/reference.ts';
import { root } from './workspace.ts';

const folder = join(root, 'docs', 'reference');
const files = await reference();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const { name, text } of files) writeFileSync(join(folder, name), text);
