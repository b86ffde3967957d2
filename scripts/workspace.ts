import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root: string = dirname(dirname(fileURLToPath(import.meta.url)));

/** What a package.json says, as far as the scripts and the repository's tests ask. */
export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly type?: string;
  readonly sideEffects?: boolean;
  readonly license?: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly repository?: Readonly<Record<string, string>>;
  readonly publishConfig?: Readonly<Record<string, unknown>>;
  readonly files?: readonly string[];
  readonly engines?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** A package of `packages/`. */
export interface Package {
  /** The folder's name: `rate-limiter`. */
  readonly short: string;
  /** The folder's absolute path. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every folder of `packages/` that has a package.json, core first, then by name. */
export function listPackages(repository: string = root): readonly Package[] {
  const packages = join(repository, 'packages');
  return readdirSync(packages)
    .filter((short) => existsSync(join(packages, short, 'package.json')))
    .toSorted((a, b) => Number(b === 'core') - Number(a === 'core') || (a < b ? -1 : 1))
    .map((short) => {
      const folder = join(packages, short);
      return { short, folder, manifest: readManifest(folder) };
    });
}

/** The subpaths that a package exports as modules, with the files they name: `['.', { types: … }]`. */
export function moduleExports(
  manifest: Manifest,
): readonly (readonly [string, Readonly<Record<string, string>>])[] {
  return Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) =>
    typeof target === 'string' ? [] : [[subpath, target] as const],
  );
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
