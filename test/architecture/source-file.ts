import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** What the rules ask of a source file. */
export interface SourceFile {
  /** From the package's folder: `src/index.ts`. */
  readonly path: string;
  readonly isTest: boolean;
  /** What it imports or re-exports, types included. */
  readonly imports: readonly string[];
  readonly exportsAll: boolean;
  readonly exportsDefault: boolean;
  /** Uses of ambient time and chance: `Date.now`. */
  readonly ambient: readonly string[];
}

const ambientNames = new Set(['setTimeout', 'setInterval']);
const ambientMembers = new Set([
  'AbortSignal.timeout',
  'Date.now',
  'Math.random',
  'crypto.getRandomValues',
  'crypto.randomUUID',
  'performance.now',
  'process.hrtime',
]);
const ambientModules = new Set([
  'node:timers',
  'node:timers/promises',
  'node:perf_hooks',
  'timers',
  'timers/promises',
]);

/** Every TypeScript file under a package's `src`, parsed. */
export function readSources(folder: string): readonly SourceFile[] {
  return readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .toSorted()
    .map((name) => parseSource(join('src', name), readFileSync(join(folder, 'src', name), 'utf8')));
}

export function parseSource(path: string, text: string): SourceFile {
  const { program, module } = parseSync(path, text);
  const imports = module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
  const ambient: string[] = [];
  let exportsAll = false;
  let exportsDefault = false;
  const read = (request: { readonly value: unknown } | null): void => {
    if (typeof request?.value === 'string') imports.push(request.value);
  };
  new Visitor({
    ExportAllDeclaration(node) {
      exportsAll = true;
      read(node.source);
    },
    ExportDefaultDeclaration() {
      exportsDefault = true;
    },
    ExportNamedDeclaration: (node) => read(node.source),
    ImportExpression: (node) => read('value' in node.source ? node.source : null),
    TSImportType: (node) => read(node.source),
    CallExpression(node) {
      if (node.callee.type !== 'Identifier') return;
      if (ambientNames.has(node.callee.name)) ambient.push(node.callee.name);
      if (node.callee.name === 'Date') ambient.push('Date()');
    },
    NewExpression(node) {
      const isDate = node.callee.type === 'Identifier' && node.callee.name === 'Date';
      if (isDate && node.arguments.length === 0) ambient.push('new Date()');
    },
    MemberExpression(node) {
      if (node.object.type !== 'Identifier' || node.property.type !== 'Identifier' || node.computed) return;
      const name = `${node.object.name}.${node.property.name}`;
      if (ambientMembers.has(name)) ambient.push(name);
      if (node.object.name === 'globalThis' && ambientNames.has(node.property.name))
        ambient.push(node.property.name);
    },
  }).visit(program);
  ambient.push(...imports.filter((name) => ambientModules.has(name)));
  return {
    path,
    isTest: /\.(?:test|test-d|bench)\.ts$/.test(path),
    imports,
    exportsAll,
    exportsDefault,
    ambient,
  };
}

/** The files that `entry` reaches through relative imports, itself included. */
export function reachableFrom(entry: string, sources: readonly SourceFile[]): readonly SourceFile[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const seen = new Set<SourceFile>();
  const visit = (path: string): void => {
    const source = byPath.get(path);
    if (!source || seen.has(source)) return;
    seen.add(source);
    for (const name of source.imports.filter((one) => one.startsWith('.'))) {
      visit(relative('.', join(dirname(path), name)));
    }
  };
  visit(entry);
  return [...seen];
}
