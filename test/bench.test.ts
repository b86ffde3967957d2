import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environmentList, resultsFile, sectionFrom, sectionsOf } from '../scripts/bench-results.ts';
import { runCommand } from '../scripts/run-command.ts';
import { root } from '../scripts/workspace.ts';

const printed = `Node v24.9.0, 2 × CPU, 2026-11-21

### a: how fast

| what | per operation |
|---|---:|
| a | 1 ns |
Node v24.9.0, 2 × CPU, 2026-11-21


### a: how large

12 bytes
`;

describe('the section of a benchmark', () => {
  it('says where and when once, then what was printed', () => {
    expect(sectionFrom(printed)).toBe(`Measured with Node v24.9.0, 2 × CPU, 2026-11-21.

### a: how fast

| what | per operation |
|---|---:|
| a | 1 ns |

### a: how large

12 bytes`);
  });

  it('is refused when nobody says where it was measured', () => {
    expect(() => sectionFrom('### a\n\n1 ns')).toThrow('machine()');
  });
});

describe('the file of results', () => {
  const before = sectionsOf(
    '# Results\n\nwords\n\n## a\n\nold a\n\n### more\n\n## c\n\nold c\n\n## gone\n\nold\n',
  );

  it('keeps what was not measured, takes what was, and forgets topics that are gone', () => {
    const measured = new Map([['b', 'new b']]);
    const text = resultsFile(['a', 'b', 'c', 'd'], { before, measured }, '- Node: 24');
    expect(text).toMatch(/^# Results\n\nWhat `pnpm bench` printed/);
    expect(text).toMatch(/\n\n- Node: 24\n\n## a\n\nold a\n\n### more\n\n## b\n\nnew b\n\n## c\n\nold c\n$/);
    expect([...sectionsOf(text).keys()]).toEqual(['a', 'b', 'c']);
  });

  it('is the same when it is written twice', () => {
    const text = resultsFile(['a', 'c'], { before, measured: new Map() }, '');
    expect(resultsFile(['a', 'c'], { before: sectionsOf(text), measured: new Map() }, '')).toBe(text);
  });

  it('names machine, versions and date', () => {
    const list = environmentList(join(root, 'bench'), Date.UTC(2026, 0, 2));
    expect(list).toMatch(/^- Last run: 2026-01-02\n- Machine: \d+ × .+ GiB\n- System: .+\n- Node: \d+\./);
    if (existsSync(join(root, 'bench', 'node_modules'))) expect(list).toMatch(/- Peers: .*opossum \d+\.\d+/);
    expect(list).not.toMatch(/@types|toolwright|typescript/);
  });
});

describe('pnpm bench', () => {
  it('names the topics there are when asked for another', async () => {
    const { ok, output } = await runCommand(process.execPath, [join(root, 'scripts', 'bench.ts'), 'nothing']);
    expect(ok).toBe(false);
    expect(output).toMatch(/No benchmark "nothing"; there are: .*cache, .*server/);
  });
});
