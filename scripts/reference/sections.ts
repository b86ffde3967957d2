import { parseSync } from 'oxc-parser';
import type { Exported } from './read-exports.ts';

/** Exports that belong together. */
export interface Section {
  readonly title: string;
  readonly exports: readonly Exported[];
}

const titles: Readonly<Record<Exported['kind'], string>> = {
  function: 'Functions',
  class: 'Classes',
  constant: 'Constants',
  type: 'Types',
};

/**
 * The exports of an entry under the comments of its source: `// Streams and batches.` stands above what is listed there.
 * An entry without such comments is sorted by kind.
 */
export function sectionsOf(exports: readonly Exported[], source: string): readonly Section[] {
  const titleOf = commentedTitles(source);
  const grouped = Map.groupBy(exports, ({ name, kind }) => titleOf.get(name) ?? titles[kind]);
  const sections = [...grouped].map(([title, members]) => ({ title, exports: members }));
  if (titleOf.size > 0) return sections;
  const order = Object.values(titles);
  return sections.toSorted((a, b) => order.indexOf(a.title) - order.indexOf(b.title));
}

/** The names that an entry lists, each with the comment that it stands under. */
function commentedTitles(source: string): ReadonlyMap<string, string> {
  const { program, comments } = parseSync('index.ts', source);
  const titleOf = new Map<string, string>();
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    const above = comments.findLast(({ type, end }) => type === 'Line' && end <= statement.start);
    if (above === undefined) continue;
    for (const { exported } of statement.specifiers)
      if (exported.type === 'Identifier') titleOf.set(exported.name, above.value.trim().replace(/\.$/, ''));
  }
  return titleOf;
}
