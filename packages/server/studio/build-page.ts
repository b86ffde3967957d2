import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = new URL('./', import.meta.url);

/** Where the built page goes: into what the package ships. */
export const builtFile: URL = new URL('../src/studio/page.generated.ts', folder);

/** Builds the page into the text of a module. The same sources give the same text. */
export async function buildPage(): Promise<string> {
  const [script, style] = await Promise.all([bundled('main.ts'), bundled('style.css')]);
  const template = await readFile(new URL('page.html', folder), 'utf8');
  const html = template
    .replaceAll(/\n\s*/g, '\n')
    .replace('<link rel="stylesheet" href="style.css" />', () => `<style>${style}</style>`)
    .replace('<script type="module" src="main.ts"></script>', () => `<script>${script}</script>`);
  return `import type { BuiltPage } from './studio-page.ts';

// Made of the sources in the folder "studio" by "node studio/build-page.ts".
/** The studio's page. */
export const builtPage: BuiltPage = {
  html: \`${html.replaceAll(/[\\`]|\$\{/g, String.raw`\$&`)}\`,
  script: '${digest(script)}',
  style: '${digest(style)}',
};
`;
}

async function bundled(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(name, folder))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2023',
    charset: 'utf8',
    legalComments: 'none',
    conditions: ['@toolwright/source'],
  });
  return (outputFiles[0]?.text ?? '').trim();
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

if (import.meta.main) await writeFile(builtFile, await buildPage());
