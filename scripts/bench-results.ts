import { existsSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { readManifest } from './workspace.ts';

/** What each topic printed, by its name. */
export type BenchSections = ReadonlyMap<string, string>;

const intro = `# Results

What \`pnpm bench\` printed, written by it. Each table has its peers in the same run, measured in turns. Trust ratios above 2, ignore
differences below 1.5. Goals that are missed are said to be so in the READMEs of the packages.`;

/** The sections of a results file, each without its heading. */
export function sectionsOf(text: string): BenchSections {
  const [, ...sections] = text.split(/^## /m);
  return new Map(
    sections.map((section) => {
      const end = section.indexOf('\n');
      return [section.slice(0, end).trim(), section.slice(end).trim()];
    }),
  );
}

/** A topic's section from what its program printed: where and when first, then the tables. */
export function sectionFrom(output: string): string {
  const measuredOn = /^Node v.+$/m.exec(output)?.[0];
  if (measuredOn === undefined)
    throw new Error('the benchmark did not say where it ran: print `machine()` first');
  const tables = output
    .replaceAll(measuredOn, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  return `Measured with ${measuredOn}.\n\n${tables}`;
}

/** The results file: the sections of `topics`, in that order, those that were measured now instead of those of before. */
export function resultsFile(
  topics: readonly string[],
  sections: { readonly before: BenchSections; readonly measured: BenchSections },
  environment: string,
): string {
  const known = topics.flatMap((topic) => {
    const section = sections.measured.get(topic) ?? sections.before.get(topic);
    return section === undefined ? [] : [`## ${topic}\n\n${section}`];
  });
  return `${[intro, environment, ...known].join('\n\n')}\n`;
}

/** Machine, versions and date of the run that wrote the file last. */
export function environmentList(benchFolder: string, nowMs: number): string {
  const gibibytes = Math.round(totalmem() / 1_073_741_824);
  const facts = {
    'Last run': new Date(nowMs).toISOString().slice(0, 10),
    Machine: `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${gibibytes} GiB`,
    System: `${platform()} ${release().split('.').slice(0, 2).join('.')}, ${arch()}`,
    Node: `${process.versions.node}, V8 ${process.versions.v8}`,
    Peers: installedPeers(benchFolder).join(', '),
  };
  return Object.entries(facts)
    .map(([name, value]) => `- ${name}: ${value}`)
    .join('\n');
}

/** The third-party packages of the benchmarks, in the versions that are installed. */
function installedPeers(benchFolder: string): readonly string[] {
  const { dependencies, devDependencies } = readManifest(benchFolder);
  return Object.keys({ ...dependencies, ...devDependencies })
    .filter((name) => !/^@(?:toolwright|types)\/|^typescript$/.test(name))
    .toSorted()
    .flatMap((name) => {
      const folder = join(benchFolder, 'node_modules', name);
      return existsSync(folder) ? [`${name} ${readManifest(folder).version ?? ''}`] : [];
    });
}
