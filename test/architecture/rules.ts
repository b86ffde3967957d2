import { basename } from 'node:path';
import { moduleExports } from '../../scripts/workspace.ts';
import type { Manifest, Package } from '../../scripts/workspace.ts';
import { dependencyTable } from './dependency-table.ts';
import { reachableFrom } from './source-file.ts';
import type { SourceFile } from './source-file.ts';

/** A package with its parsed sources. */
export interface Subject extends Package {
  readonly sources: readonly SourceFile[];
}

/** What breaks a rule, one sentence each; empty when it holds. */
type Rule = (subject: Subject) => readonly string[];

const scope = '@toolwright/';
const kit = '@toolwright/testing';

/** A package imports core alone of its siblings; its tests import the kit too, except core's. */
const importsNoSibling: Rule = ({ short, manifest, sources }) =>
  sources.flatMap(({ path, isTest, imports }) =>
    imports
      .map(packageOf)
      .filter((name) => name.startsWith(scope) && name !== manifest.name)
      .filter((name) => short === 'core' || (name !== '@toolwright/core' && !(isTest && name === kit)))
      .map((name) => `${path} imports ${name}`),
  );

/** What ships imports only what the package declares. */
const importsOnlyDeclared: Rule = ({ manifest, sources }) => {
  const declared = new Set([
    manifest.name,
    ...keys(manifest.dependencies),
    ...keys(manifest.peerDependencies),
  ]);
  return shipped(sources).flatMap(({ path, imports }) =>
    imports
      .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
      .filter((name) => !declared.has(packageOf(name)))
      .map((name) => `${path} imports ${name}, which package.json does not declare`),
  );
};

/** Runtime dependencies are those of the design's table; every peer is optional and stands in the table. */
const keepsDependencyTable: Rule = ({ short, manifest }) => {
  const row = dependencyTable[short];
  if (!row) return [`${short} has no row in the table of runtime dependencies`];
  const wanted = [...(short === 'core' ? [] : ['@toolwright/core']), ...row.dependencies].toSorted();
  const actual = keys(manifest.dependencies).toSorted();
  const allowedPeers: readonly string[] = row.optionalPeers;
  return [
    ...(actual.join() === wanted.join()
      ? []
      : [`depends on [${actual.join(', ')}], the table says [${wanted.join(', ')}]`]),
    ...keys(manifest.peerDependencies)
      .filter(
        (name) => !allowedPeers.includes(name) || manifest.peerDependenciesMeta?.[name]?.optional !== true,
      )
      .map((name) => `the peer ${name} is not in the table, or not optional`),
    ...keys(manifest.devDependencies)
      .filter((name) => name.startsWith(scope) && (short === 'core' || name !== kit))
      .map((name) => `has ${name} as a dev dependency`),
  ];
};

/** An optional peer loads from a subpath only: the main entry reaches none, not even its types. */
const keepsPeersOffTheMainEntry: Rule = ({ manifest, sources }) => {
  const peers = new Set(keys(manifest.peerDependencies));
  return reachableFrom('src/index.ts', sources).flatMap(({ path, imports }) =>
    imports
      .filter((name) => peers.has(packageOf(name)))
      .map((name) => `the main entry reaches ${name} in ${path}`),
  );
};

const exportsByName: Rule = ({ sources }) =>
  sources.flatMap(({ path, exportsAll, exportsDefault }) => [
    ...(exportsAll ? [`${path} has an export *`] : []),
    ...(exportsDefault ? [`${path} has a default export`] : []),
  ]);

/** Time and chance come in as parameters; only core's system adapters and the table's exceptions read the ambient ones. */
const readsNoAmbientTime: Rule = ({ short, sources }) => {
  const exempt = dependencyTable[short]?.ambientIn ?? [];
  return shipped(sources)
    .filter(({ path }) => !exempt.some((prefix) => path.startsWith(prefix)))
    .flatMap(({ path, ambient }) => ambient.map((name) => `${path} uses ${name}`));
};

const keepsManifestTemplate: Rule = ({ short, manifest }) => {
  const wanted = {
    name: `${scope}${short}`,
    license: 'MIT',
    // Provenance asks for the repository that the package is built from.
    repository: {
      type: 'git',
      url: 'git+https://github.com/toolwright/toolwright.git',
      directory: `packages/${short}`,
    },
    publishConfig: { access: 'public', provenance: true },
    type: 'module',
    sideEffects: false,
    engines: { node: '>=22.19' },
    files: ['dist', 'src', '!src/**/*.test.ts', '!src/**/*.test-d.ts', '!src/**/*.bench.ts'],
    scripts: { build: 'tsc -p tsconfig.build.json', test: 'vitest run', typecheck: 'tsc -p tsconfig.json' },
  } satisfies Partial<Manifest>;
  return Object.entries(wanted)
    .filter(([key, value]) => JSON.stringify(manifest[key as keyof Manifest]) !== JSON.stringify(value))
    .map(([key, value]) => `package.json: "${key}" must be ${JSON.stringify(value)}`)
    .concat(
      (manifest.keywords?.length ?? 0) >= 3 ? [] : ['package.json: "keywords" must name at least three'],
    );
};

/** Each subpath names its source, its types and its module, in that order and at mirrored places. */
const keepsExportsTemplate: Rule = ({ manifest, sources }) => {
  const whole =
    manifest.exports?.['./package.json'] === './package.json' ? [] : ['package.json itself is not exported'];
  const plain = Object.entries(manifest.exports ?? {}).filter(
    ([subpath, to]) => typeof to === 'string' && subpath !== './package.json',
  );
  const main = manifest.exports?.['.'] === undefined ? ['there is no main entry'] : [];
  const bent = moduleExports(manifest).filter(([subpath, target]) => {
    const stem = /^\.\/src\/(.+)\.ts$/.exec(target['@toolwright/source'] ?? '')?.[1] ?? '';
    const place = subpath === '.' ? ['index'] : [`${subpath.slice(2)}/index`, subpath.slice(2)];
    const wanted = {
      '@toolwright/source': `./src/${stem}.ts`,
      types: `./dist/${stem}.d.ts`,
      default: `./dist/${stem}.js`,
    };
    const exists = sources.some(({ path }) => path === `src/${stem}.ts`);
    return !exists || !place.includes(stem) || JSON.stringify(target) !== JSON.stringify(wanted);
  });
  return [
    ...whole,
    ...main,
    ...[...plain, ...bent].map(([subpath]) => `the export ${subpath} deviates from the template`),
  ];
};

const namesFilesForTheirThing: Rule = ({ sources }) =>
  sources
    .map(({ path }) => path)
    .filter((path) => {
      const name = basename(path);
      return (
        !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z-]+)*\.ts$/.test(name) ||
        /^(?:utils?|helpers?|common|types)\.ts$/.test(name)
      );
    })
    .map((path) => `${path} is not named for what it exports`);

/** The rules, by the sentence that a test shows. */
export const rules: Readonly<Record<string, Rule>> = {
  'imports no sibling but core': importsNoSibling,
  'imports only what it declares': importsOnlyDeclared,
  'keeps to the table of runtime dependencies': keepsDependencyTable,
  'loads optional peers from subpaths only': keepsPeersOffTheMainEntry,
  'exports by name': exportsByName,
  'takes time and chance as parameters': readsNoAmbientTime,
  'keeps the package.json template': keepsManifestTemplate,
  'keeps the exports template': keepsExportsTemplate,
  'names files in kebab-case for what they export': namesFilesForTheirThing,
};

function shipped(sources: readonly SourceFile[]): readonly SourceFile[] {
  return sources.filter(({ isTest }) => !isTest);
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

function keys(record: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  return Object.keys(record ?? {});
}
