import { format } from 'oxfmt';
import type { Package } from '../workspace.ts';
import type { Exported } from './read-exports.ts';
import type { Section } from './sections.ts';

/** One entry of a package: what can be imported from one name. */
export interface Entry {
  /** `@toolwright/store/redis`. */
  readonly name: string;
  readonly sections: readonly Section[];
}

/** Where a name is explained: `core.md#toolresult`. `undefined`: nowhere. */
export type PlaceOf = (name: string) => string | undefined;

/** The page of a package: what can be imported from it, with signatures and docstrings. */
export async function referencePage(
  { short, manifest }: Package,
  entries: readonly Entry[],
  placeOf: PlaceOf,
): Promise<string> {
  const { name, description = '' } = manifest;
  const level = entries.length > 1 ? '###' : '##';
  const parts = [
    `# ${name}`,
    `${description}. What it is for, and how it is used: its [README](../../packages/${short}/README.md).`,
    '<!-- Written by `pnpm docs:api` from the docstrings; change those. -->',
  ];
  for (const entry of entries) {
    if (entries.length > 1) parts.push(`## ${entry.name}`);
    parts.push(contents(entry, placeOf));
    for (const { title, exports } of entry.sections) {
      parts.push(`${level} ${title}`);
      for (const one of exports) parts.push(await explained(one, `${level}#`, placeOf));
    }
  }
  return `${parts.join('\n\n')}\n`;
}

function contents({ sections }: Entry, placeOf: PlaceOf): string {
  const lines = sections.map(({ title, exports }) => {
    const links = exports.map(({ name }) => link(name, placeOf));
    return `- **${title}**: ${links.join(' · ')}`;
  });
  return lines.join('\n');
}

async function explained({ name, doc, code }: Exported, level: string, placeOf: PlaceOf): Promise<string> {
  const { code: formatted } = await format('declaration.d.ts', plainLinks(code), {
    printWidth: 100,
    singleQuote: true,
  });
  const mentioned = new Set(code.match(/\b[A-Z]\w+/g));
  const known = [...mentioned].filter((other) => other !== name && placeOf(other) !== undefined);
  const see = known.toSorted().map((other) => link(other, placeOf));
  return [
    `${level} ${name}`,
    ...(doc === '' ? [] : [prose(doc, placeOf)]),
    `\`\`\`ts\n${formatted.trim()}\n\`\`\``,
    ...(see.length === 0 ? [] : [`See ${see.join(', ')}.`]),
  ].join('\n\n');
}

/** A docstring as Markdown: links lead to their names, and tags are sentences. */
function prose(doc: string, placeOf: PlaceOf): string {
  return doc
    .replaceAll(/\{@link (\w+)\}/g, (_, name: string) => link(name, placeOf))
    .replaceAll(/^@throws /gm, '**Throws** ')
    .replaceAll(/^@default (.*)$/gm, '**Default**: $1');
}

function plainLinks(code: string): string {
  return code.replaceAll(/\{@link (\w+)\}/g, '`$1`');
}

function link(name: string, placeOf: PlaceOf): string {
  const place = placeOf(name);
  return place === undefined ? `\`${name}\`` : `[\`${name}\`](${place})`;
}
