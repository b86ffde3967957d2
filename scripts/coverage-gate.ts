import { join, sep } from 'node:path';

interface Covered {
  readonly total: number;
  readonly covered: number;
}

/** What the `json-summary` reporter writes: totals by absolute file name. */
export type CoverageSummary = Readonly<
  Record<string, { readonly lines: Covered; readonly branches: Covered }>
>;

export interface PackageCoverage {
  /** Percent, rounded down to a tenth. */
  readonly lines: number;
  readonly branches: number;
}

const atLeastPercent = 90;

/** The coverage of all files under a package's `src`. */
export function coverageOf(summary: CoverageSummary, folder: string): PackageCoverage {
  const files = Object.entries(summary)
    .filter(([file]) => file.startsWith(join(folder, 'src') + sep))
    .map(([, covered]) => covered);
  return {
    lines: percent(files.map((file) => file.lines)),
    branches: percent(files.map((file) => file.branches)),
  };
}

/** The names of the packages that miss the bound on lines or on branches. */
export function tooLow(
  packages: readonly (PackageCoverage & { readonly short: string })[],
): readonly string[] {
  return packages
    .filter(({ lines, branches }) => lines < atLeastPercent || branches < atLeastPercent)
    .map(({ short }) => short);
}

function percent(parts: readonly Covered[]): number {
  const total = parts.reduce((sum, part) => sum + part.total, 0);
  const covered = parts.reduce((sum, part) => sum + part.covered, 0);
  return total === 0 ? 100 : Math.floor((covered / total) * 1000) / 10;
}
