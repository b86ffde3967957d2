import type { Manifest } from '../../scripts/workspace.ts';
import type { Subject } from './rules.ts';
import { parseSource } from './source-file.ts';

/** A package with one fault, the rule that must find it, and a part of what the rule says. */
interface Planting {
  readonly fault: string;
  readonly rule: string;
  readonly subject: Subject;
  readonly found: string;
  /** The same package without the fault. */
  readonly sound: Subject;
}

const manifest: Manifest = {
  name: '@toolwright/store',
  license: 'MIT',
  keywords: ['key-value', 'lock', 'redis'],
  repository: {
    type: 'git',
    url: 'git+https://github.com/toolwright/toolwright.git',
    directory: 'packages/store',
  },
  publishConfig: { access: 'public', provenance: true },
  type: 'module',
  sideEffects: false,
  engines: { node: '>=22.19' },
  files: ['dist', 'src', '!src/**/*.test.ts', '!src/**/*.test-d.ts', '!src/**/*.bench.ts'],
  scripts: { build: 'tsc -p tsconfig.build.json', test: 'vitest run', typecheck: 'tsc -p tsconfig.json' },
  exports: {
    '.': { '@toolwright/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
    './redis': {
      '@toolwright/source': './src/redis/index.ts',
      types: './dist/redis/index.d.ts',
      default: './dist/redis/index.js',
    },
    './package.json': './package.json',
  },
  dependencies: { '@toolwright/core': 'workspace:^' },
  devDependencies: { '@toolwright/testing': 'workspace:^' },
  peerDependencies: { ioredis: '>=5.11 <7' },
  peerDependenciesMeta: { ioredis: { optional: true } },
};

const files: Readonly<Record<string, string>> = {
  'src/index.ts': "export { put } from './put.ts';",
  'src/put.ts':
    "import type { Clock } from '@toolwright/core';\nexport const put = (clock: Clock) => clock.now();",
  'src/put.test.ts': "import { createFakeClock } from '@toolwright/testing';\ncreateFakeClock();",
  'src/redis/index.ts': "import { Redis } from 'ioredis';\nexport const redis = (): Redis => new Redis();",
};

const sound = subjectOf({}, {});
const rule = {
  siblings: 'imports no sibling but core',
  declared: 'imports only what it declares',
  table: 'keeps to the table of runtime dependencies',
  peers: 'loads optional peers from subpaths only',
  names: 'exports by name',
  ambient: 'takes time and chance as parameters',
  manifest: 'keeps the package.json template',
  exports: 'keeps the exports template',
  files: 'names files in kebab-case for what they export',
};

const ambientUses = {
  'Date.now': 'Date.now()',
  'Math.random': 'Math.random()',
  'performance.now': 'performance.now()',
  'new Date()': 'new Date()',
  setTimeout: 'setTimeout(() => {}, 1)',
  setInterval: 'globalThis.setInterval(() => {}, 1)',
  'AbortSignal.timeout': 'AbortSignal.timeout(1)',
};

/** One package for each fault. */
export const plantings: readonly Planting[] = [
  code(
    'imports a sibling',
    rule.siblings,
    "import { a } from '@toolwright/cache';\nexport const put = a;",
    '@toolwright/cache',
  ),
  code(
    're-exports from a sibling',
    rule.siblings,
    "export { put } from '@toolwright/cache/x';",
    '@toolwright/cache',
  ),
  code(
    'imports a type of a sibling',
    rule.siblings,
    "export type A = import('@toolwright/cache').A;",
    '@toolwright/cache',
  ),
  code(
    'loads a sibling later',
    rule.siblings,
    "export const put = () => import('@toolwright/cache');",
    '@toolwright/cache',
  ),
  code(
    'ships the kit',
    rule.siblings,
    "export { a as put } from '@toolwright/testing';",
    '@toolwright/testing',
  ),
  planted('core tests with the kit', rule.siblings, '@toolwright/testing', {
    ...subjectOf({ name: '@toolwright/core' }, {}),
    short: 'core',
    sources: [parseSource('src/put.test.ts', "import '@toolwright/testing';")],
  }),
  code('imports what it does not declare', rule.declared, "import 'left-pad';", 'left-pad'),
  changed('has one dependency too many', rule.table, 'the table says', {
    dependencies: { '@toolwright/core': 'workspace:^', zod: '^4.0.0' },
  }),
  changed('has a dependency too few', rule.table, 'the table says', { dependencies: {} }),
  changed('requires its peer', rule.table, 'the peer ioredis', { peerDependenciesMeta: {} }),
  changed('develops with a sibling', rule.table, '@toolwright/cache', {
    devDependencies: { '@toolwright/cache': 'workspace:^' },
  }),
  planted('is in no table', rule.table, 'has no row', { ...sound, short: 'surprise' }),
  code(
    'reaches a peer from the main entry',
    rule.peers,
    "import { Redis } from 'ioredis';\nexport const put = Redis;",
    'ioredis',
  ),
  code(
    'reaches a peer for its types',
    rule.peers,
    "import type { Redis } from 'ioredis';\nexport type R = Redis;",
    'ioredis',
  ),
  code('exports everything', rule.names, "export * from './x.ts';", 'export *'),
  code('exports a default', rule.names, 'export default 1;', 'default export'),
  ...Object.entries(ambientUses).map(([name, use]) =>
    code(`uses ${name}`, rule.ambient, `export const put = () => ${use};`, name),
  ),
  code(
    'imports timers',
    rule.ambient,
    "import { setTimeout as wait } from 'node:timers/promises';\nawait wait(1);",
    'node:timers',
  ),
  changed('publishes without provenance', rule.manifest, 'publishConfig', {
    publishConfig: { access: 'public' },
  }),
  changed('cannot be found', rule.manifest, 'keywords', { keywords: [] }),
  changed('has side effects', rule.manifest, 'sideEffects', { sideEffects: true }),
  changed('ships its tests', rule.manifest, 'files', { files: ['dist', 'src'] }),
  changed('maps an export to another place', rule.exports, 'the export .', {
    exports: { ...manifest.exports, '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  }),
  changed('exports a deep file', rule.exports, 'the export ./put.js', {
    exports: { ...manifest.exports, './put.js': './dist/put.js' },
  }),
  changed('hides its package.json', rule.exports, 'package.json itself', {
    exports: { '.': manifest.exports?.['.'] ?? '' },
  }),
  planted(
    'has a file of odds and ends',
    rule.files,
    'utils.ts',
    subjectOf({}, { 'src/utils.ts': 'export const a = 1;' }),
  ),
];

function code(fault: string, broken: string, text: string, found: string): Planting {
  return planted(fault, broken, found, subjectOf({}, { 'src/put.ts': text }));
}

function changed(fault: string, broken: string, found: string, change: Partial<Manifest>): Planting {
  return planted(fault, broken, found, subjectOf(change, {}));
}

function planted(fault: string, broken: string, found: string, subject: Subject): Planting {
  return { fault, rule: broken, found, subject, sound };
}

function subjectOf(change: Partial<Manifest>, changedFiles: Readonly<Record<string, string>>): Subject {
  const sources = Object.entries({ ...files, ...changedFiles }).map(([path, text]) =>
    parseSource(path, text),
  );
  return { short: 'store', folder: '/store', manifest: { ...manifest, ...change }, sources };
}
