import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose } from '../src/compose.ts';

// The public conformance suite, over HTTP, as a program of its own. What a revision requires is frozen in it.

const revisions = ['2026-07-28', '2025-11-25'] as const;

/** What passes, with the number of checks (some scenarios pass with nothing to look at), and what is not served. */
interface Expected {
  /** Checks of the scenarios that the revision requires, and of all. */
  readonly required: number;
  readonly all: number;
  readonly served: Readonly<Record<string, number>>;
  readonly open: readonly string[];
}

const content = {
  'tools-call-simple-text': 2,
  'tools-call-image': 2,
  'tools-call-audio': 2,
  'tools-call-embedded-resource': 2,
  'tools-call-mixed-content': 2,
  'tools-call-error': 2,
  'tools-call-with-progress': 2,
  'dns-rebinding-protection': 2,
};

const resourcesAndPrompts = {
  'completion-complete': 2,
  'prompts-get-embedded-resource': 2,
  'prompts-get-simple': 2,
  'prompts-get-with-args': 2,
  'prompts-get-with-image': 2,
  'prompts-list': 2,
  'resources-list': 2,
  'resources-read-binary': 2,
  'resources-read-text': 2,
  'resources-templates-read': 2,
};

const expected: Readonly<Record<(typeof revisions)[number], Expected>> = {
  '2026-07-28': {
    required: 120,
    all: 152,
    served: {
      ...content,
      ...resourcesAndPrompts,
      'server-stateless': 30,
      'tools-list': 4,
      'json-schema-2020-12': 8,
      'server-sse-multiple-streams': 1,
      'http-header-validation': 14,
      'http-custom-header-server-validation': 10,
      'input-required-result-basic-elicitation': 3,
      'input-required-result-ignore-extra-params': 2,
      'input-required-result-non-tool-request': 3,
      'input-required-result-basic-list-roots': 3,
      'input-required-result-basic-sampling': 3,
      'input-required-result-capability-check': 2,
      'input-required-result-multiple-input-requests': 3,
      'sep-2164-resource-not-found': 4,
      caching: 8,
      'input-required-result-missing-input-response': 2,
      'input-required-result-multi-round': 4,
      'input-required-result-request-state': 3,
      'input-required-result-result-type': 2,
      'input-required-result-tampered-state': 2,
      'input-required-result-unsupported-methods': 2,
      'input-required-result-validate-input': 3,
    },
    open: [],
  },
  '2025-11-25': {
    required: 69,
    all: 78,
    served: {
      ...content,
      ...resourcesAndPrompts,
      'server-initialize': 3,
      ping: 2,
      'tools-list': 3,
      'json-schema-2020-12': 8,
      'elicitation-sep1034-defaults': 6,
      'elicitation-sep1330-enums': 6,
      'logging-set-level': 2,
      'resources-subscribe': 2,
      'resources-unsubscribe': 2,
      'server-session-lifecycle': 1,
      'server-sse-multiple-streams': 1,
      'tools-call-elicitation': 2,
      'tools-call-sampling': 2,
      'tools-call-with-logging': 2,
    },
    open: [
      // Streams that are left and picked up again.
      'server-sse-polling',
    ],
  },
};

interface Check {
  readonly id: string;
  readonly status: string;
  readonly errorMessage?: string;
}

const { toolbox, server } = compose();
const suite = dirname(
  createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json'),
);
let url: string;
let results: string;

beforeAll(async () => {
  await toolbox.start();
  url = (await server.listen({ port: 0 })).url;
  results = await mkdtemp(join(tmpdir(), 'mcp-conformance-'));
});

afterAll(async () => {
  await server.close({ drainMs: 0 });
  await toolbox.stop();
  await rm(results, { recursive: true });
});

/** Runs what a revision requires; the checks of each scenario by its name. */
async function runSuite(revision: string): Promise<ReadonlyMap<string, readonly Check[]>> {
  const folder = join(results, revision);
  const program = join(suite, 'dist', 'index.js');
  const args = [program, 'server', '--url', `${url}/mcp`, '--requirements', revision, '-o', folder];
  // It exits with 1 when a scenario fails: which ones is what is looked at below.
  await new Promise<void>((resolve) => execFile(process.execPath, args, () => resolve()));
  const found = new Map<string, readonly Check[]>();
  for (const name of await readdir(folder)) {
    const [, scenario = ''] = /^server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/.exec(name) ?? [];
    found.set(scenario, JSON.parse(await readFile(join(folder, name, 'checks.json'), 'utf8')) as Check[]);
  }
  return found;
}

/** How many checks succeeded in each of the scenarios; what failed stands in the place of the number. */
function outcomes(
  ran: ReadonlyMap<string, readonly Check[]>,
  scenarios: readonly string[],
): Readonly<Record<string, number | readonly Check[]>> {
  return Object.fromEntries(
    scenarios.map((scenario) => {
      const checks = ran.get(scenario) ?? [];
      const failed = checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING');
      const passed = checks.filter(({ status }) => status === 'SUCCESS').length;
      return [scenario, failed.length === 0 ? passed : failed];
    }),
  );
}

/** The scenarios that a revision requires of servers: the list `server` of its document. */
async function requiredBy(revision: string): Promise<readonly string[]> {
  const text = await readFile(join(suite, 'requirements', `${revision}.yaml`), 'utf8');
  const [, list = ''] = /^server:\n((?: {2}- .+\n)+)/m.exec(text) ?? [];
  return list.split('\n').flatMap((line) => (line === '' ? [] : [line.slice('  - '.length)]));
}

function sum(counts: readonly (number | undefined)[]): number {
  return counts.reduce<number>((total, count = 0) => total + count, 0);
}

describe.each(revisions)('the conformance suite of %s', (revision) => {
  const { served, open, required, all } = expected[revision];

  it('passes in what is served, with every check, and has no other scenarios than those listed', async () => {
    const ran = await runSuite(revision);
    expect(outcomes(ran, Object.keys(served))).toEqual(served);
    const others = [...ran.keys()].filter((name) => !(name in served) && !name.startsWith('tasks-'));
    expect(others.toSorted()).toEqual(open.toSorted());
  });

  it('requires nothing that is not served', async () => {
    const scenarios = await requiredBy(revision);
    expect(scenarios.length).toBeGreaterThan(29);
    expect(scenarios.filter((name) => !(name in served))).toEqual([]);
    expect(sum(scenarios.map((name) => served[name]))).toBe(required);
    expect(sum(Object.values(served))).toBe(all);
  });
});
