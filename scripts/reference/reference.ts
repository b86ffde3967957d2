import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { headingAnchors } from '../heading-anchors.ts';
import { listPackages, moduleExports } from '../workspace.ts';
import type { Package } from '../workspace.ts';
import { readExports } from './read-exports.ts';
import { referencePage } from './reference-page.ts';
import type { Entry, PlaceOf } from './reference-page.ts';
import { sectionsOf } from './sections.ts';

/** A Markdown file of the reference. */
export interface ReferenceFile {
  /** Its name in `docs/reference`. */
  readonly name: string;
  readonly text: string;
}

interface Documented {
  readonly package: Package;
  readonly entries: readonly Entry[];
  /** The headings' anchors by the names that they stand for. */
  readonly anchors: ReadonlyMap<string, string>;
}

/** The API reference: a page for each package and a list of them, from what the last build emitted. */
export async function reference(
  packages: readonly Package[] = listPackages(),
): Promise<readonly ReferenceFile[]> {
  const documented = packages.map(documentedOf);
  const pages = documented.map(async (one) => ({
    name: `${one.package.short}.md`,
    text: await referencePage(one.package, one.entries, placesFrom(one, documented)),
  }));
  return [{ name: 'README.md', text: list(packages) }, ...(await Promise.all(pages))];
}

function documentedOf(one: Package): Documented {
  const entries = moduleExports(one.manifest).map(([subpath, target]) => {
    const exports = readExports(join(one.folder, target['types'] ?? ''));
    const source = readFileSync(join(one.folder, target['@toolwright/source'] ?? ''), 'utf8');
    return { name: join(one.manifest.name, subpath), sections: sectionsOf(exports, source) };
  });
  return { package: one, entries, anchors: anchorsOf(one.manifest.name, entries) };
}

/** The anchors of the headings that a page has, by the names that they are about. */
function anchorsOf(title: string, entries: readonly Entry[]): ReadonlyMap<string, string> {
  const anchors = new Map<string, string>();
  const anchorOf = headingAnchors();
  anchorOf(title);
  for (const { name, sections } of entries) {
    if (entries.length > 1) anchorOf(name);
    for (const section of sections) {
      anchorOf(section.title);
      for (const one of section.exports) {
        const anchor = anchorOf(one.name);
        if (!anchors.has(one.name)) anchors.set(one.name, anchor);
      }
    }
  }
  return anchors;
}

/** Where the names are that a page mentions: on the page itself, or on that of core, the one package that others use. */
function placesFrom(page: Documented, all: readonly Documented[]): PlaceOf {
  const core = all.find((one) => one.package.short === 'core');
  return (name) => {
    const own = page.anchors.get(name);
    if (own !== undefined) return `#${own}`;
    const anchor = core?.anchors.get(name);
    return anchor === undefined ? undefined : `core.md#${anchor}`;
  };
}

function list(packages: readonly Package[]): string {
  const rows = packages.map(
    ({ short, manifest }) => `| [\`${manifest.name}\`](${short}.md) | ${manifest.description ?? ''} |`,
  );
  return [
    '# Reference',
    '',
    'Every export of every package: its signature, and what its docstring promises. Written by `pnpm docs:api`.',
    '',
    '| package | what it is |',
    '| --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
