import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listPackages, moduleExports, root } from '../scripts/workspace.ts';
import { foreignErrors } from './architecture/foreign-errors.ts';
import { plantings } from './architecture/plantings.ts';
import { rules } from './architecture/rules.ts';
import type { Subject } from './architecture/rules.ts';
import { readSources } from './architecture/source-file.ts';
import { ToolError } from '../packages/core/src/index.ts';

const subjects: readonly Subject[] = listPackages().map((one) => ({
  ...one,
  sources: readSources(one.folder),
}));

describe.each(subjects)('@toolwright/$short', (subject) => {
  it.each(Object.entries(rules))('%s', (_, rule) => {
    expect(rule(subject)).toEqual([]);
  });

  it.each(moduleExports(subject.manifest))('throws tool errors only: %s', async (_, target) => {
    const file = join(subject.folder, target['@toolwright/source'] ?? '');
    const exports: unknown = await import(pathToFileURL(file).href);
    expect(foreignErrors(exports, ToolError)).toEqual([]);
  });

  it('has a size limit for each of its exports', () => {
    const limits = JSON.parse(readFileSync(join(root, '.size-limit.json'), 'utf8')) as readonly {
      path: string;
    }[];
    const wanted = moduleExports(subject.manifest).map(([, target]) =>
      join('packages', subject.short, target['default'] ?? ''),
    );
    expect(limits.map(({ path }) => path)).toEqual(expect.arrayContaining(wanted));
  });
});

// A check that cannot fail is none: each rule is run on a package with that one fault.
describe('a planted fault is found', () => {
  it.each(plantings)('$fault', ({ rule, subject, found }) => {
    expect(rules[rule]?.(subject)).toEqual([expect.stringContaining(found)]);
  });

  it('in every rule', () => {
    expect(new Set(plantings.map(({ rule }) => rule))).toEqual(new Set(Object.keys(rules)));
  });

  it('in an exported error that is not a tool error', () => {
    class OwnError extends Error {}
    class GoodError extends ToolError {}
    expect(foreignErrors({ OwnError, GoodError, ToolError, plain: () => 1 }, ToolError)).toEqual([
      'OwnError',
    ]);
  });

  it('but the sound package has none', () => {
    const sound = plantings[0]?.sound;
    for (const rule of Object.values(rules)) expect(sound && rule(sound)).toEqual([]);
  });
});
