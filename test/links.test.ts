import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { documentedFiles } from '../scripts/doc-examples.ts';
import { headingAnchors } from '../scripts/heading-anchors.ts';
import { root } from '../scripts/workspace.ts';

const reference = readdirSync(join(root, 'docs', 'reference')).map((name) => join('docs', 'reference', name));

it.each([...documentedFiles(), ...reference])('the links of %s lead somewhere', (file) => {
  expect(deadLinks(file)).toEqual([]);
});

/** The links of a Markdown file to files and headings of the repository that are not there. */
function deadLinks(file: string): readonly string[] {
  const targets = Array.from(proseOf(file).matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const place = path === '' ? file : relative(root, join(root, dirname(file), path));
    if (!existsSync(join(root, place))) return true;
    return anchor !== undefined && place.endsWith('.md') && !anchorsOf(place).includes(anchor);
  });
}

function anchorsOf(file: string): readonly string[] {
  const anchorOf = headingAnchors();
  return Array.from(proseOf(file).matchAll(/^#+ (.*)$/gm), ([, heading = '']) => anchorOf(heading));
}

/** A Markdown file without its blocks of code. */
function proseOf(file: string): string {
  return readFileSync(join(root, file), 'utf8').replaceAll(/^```[^]*?^```$/gm, '');
}
