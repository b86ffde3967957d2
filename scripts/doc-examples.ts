import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { listPackages, root } from './workspace.ts';

/** A ```ts block of a Markdown file. */
export interface Example {
  /** The file, from the repository's folder. */
  readonly file: string;
  /** The line of its first line of code, from 1. */
  readonly line: number;
  readonly code: string;
  /** Marked `title="program.ts"`: it runs as it stands. */
  readonly isProgram: boolean;
}

/** Every ```ts block of a Markdown text, in order. */
export function examplesOf(markdown: string, file: string): readonly Example[] {
  const examples: Example[] = [];
  let open: { readonly info: string; readonly line: number; readonly code: string[] } | undefined;
  for (const [index, text] of markdown.split('\n').entries()) {
    const fence = /^```(.*)$/.exec(text);
    if (!fence) open?.code.push(text);
    else if (!open) open = { info: (fence[1] ?? '').trim(), line: index + 2, code: [] };
    else {
      const { info, line, code } = open;
      open = undefined;
      if (!/^(ts|typescript)\b/.test(info)) continue;
      examples.push({ file, line, code: code.join('\n'), isProgram: info.includes('title="program.ts"') });
    }
  }
  return examples;
}

/** The Markdown files whose examples must hold: the README files and all of `docs`. */
export function documentedFiles(): readonly string[] {
  const readmes = ['.', ...listPackages().map(({ folder }) => relative(root, folder))].map((folder) =>
    join(folder, 'README.md'),
  );
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    // The reference is written from what the compiler emitted.
    .filter((name) => name.endsWith('.md') && !name.startsWith('reference'))
    .map((name) => join('docs', name));
  return [...readmes, 'CONTRIBUTING.md', ...docs.toSorted()].filter((file) => existsSync(join(root, file)));
}

export function readExamples(file: string): readonly Example[] {
  return examplesOf(readFileSync(join(root, file), 'utf8'), file);
}
