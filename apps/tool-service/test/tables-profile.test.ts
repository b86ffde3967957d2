import { expectError, expectSuccess, seededRandom, startFakeUpstream, testTool } from '@toolwright/testing';
import type { UpstreamStep } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { CsvRows } from '../src/profile/csv-rows.ts';
import { createDistinctCounter } from '../src/profile/distinct-counter.ts';
import { createTDigest } from '../src/profile/t-digest.ts';
import { tablesProfile } from '../src/tools/tables-profile.ts';
import { startDesk } from './support/start-desk.ts';

describe('tables.profile', () => {
  const rows = Array.from(
    { length: 101 },
    (_, n) => `"town, ${n % 10}",${n},${n / 2},${n % 2 === 0},,2026-01-0${1 + (n % 9)}`,
  );
  const csv = ['\uFEFFname,number,half,even,nothing,day', ...rows, 'short,7', ''].join('\r\n');
  const ndjson = '{"a":1,"b":null}\n{"a":2.5,"c":{"d":[1]}}\nnonsense\n[1]\n{"a":true}';

  it.each(
    testTool(tablesProfile({ trustedHosts: [] }), [
      {
        name: 'tells types, missing values, different values and quantiles of CSV',
        input: { text: csv },
        returns: (profile) =>
          expect(profile).toMatchObject({
            rows: 102,
            oddRows: 1,
            columns: [
              { name: 'name', type: 'text', values: 102, distinct: 11, distinctIsExact: true, longest: 7 },
              { name: 'number', type: 'integer', numbers: { min: 0, max: 100 } },
              { name: 'half', type: 'number', nulls: 1, numbers: { min: 0, max: 50, mean: 25, p50: 25 } },
              { name: 'even', type: 'boolean', distinct: 2 },
              { name: 'nothing', type: 'empty', values: 0, nulls: 102 },
              { name: 'day', type: 'date', distinct: 9, nulls: 1 },
            ],
          }),
      },
      {
        name: 'reads NDJSON, and counts lines that are no object',
        input: { text: ndjson, format: 'ndjson' },
        returns: (profile) =>
          expect(profile).toMatchObject({
            rows: 5,
            oddRows: 2,
            columns: [
              { name: 'a', type: 'text', values: 3, nulls: 2 },
              { name: 'b', type: 'empty', nulls: 5 },
              { name: 'c', type: 'text', values: 1, nulls: 4 },
            ],
          }),
      },
      {
        name: 'refuses a table that is too wide',
        input: { text: Array.from({ length: 501 }, () => 'x').join(',') },
        fails: 'INVALID_INPUT',
      },
    ]),
  )('$name', (one) => one.run());
});

describe('a table at a URL', () => {
  async function profileOf(step: UpstreamStep) {
    await using upstream = await startFakeUpstream([step]);
    await using desk = await startDesk({ TABLE_HOSTS: new URL(upstream.url).host });
    return await desk.client.call('tables.profile', { from: 'url', url: `${upstream.url}/t.csv` });
  }

  it('is fetched from a host that is trusted', async () => {
    const profile = expectSuccess(await profileOf({ body: ['a,b\n1,2\n', '3,', '4'] }));
    expect(profile).toMatchObject({ rows: 2, columns: [{ name: 'a' }, { name: 'b' }] });
  });

  it('is not fetched from another', async () => {
    await using desk = await startDesk();
    const secret = { from: 'url', url: 'http://127.0.0.1:1/secret' } as const;
    const { message } = expectError(await desk.client.call('tables.profile', secret), 'INVALID_INPUT');
    expect(message).toContain('TABLE_HOSTS');
  });

  it('is refused when a quote never closes', async () => {
    const { message } = expectError(
      await profileOf({ body: `a\n"${'x'.repeat(1_100_000)}` }),
      'INVALID_INPUT',
    );
    expect(message).toContain('quote missing');
  });

  it('that breaks off fails as the network does', async () => {
    expect(await profileOf({ failure: 'cut', body: 'a,b\n1,2\n' })).toFailWith('NETWORK_ERROR');
  });

  it('is profiled while it comes, and left when the reader leaves', async () => {
    const line = `${'x'.repeat(99)}\n`;
    await using upstream = await startFakeUpstream([
      { body: Array.from({ length: 200 }, () => line.repeat(1_000)) },
    ]);
    await using desk = await startDesk({ TABLE_HOSTS: new URL(upstream.url).host });
    const table = { from: 'url', url: `${upstream.url}/t.csv` } as const;
    const seen: number[] = [];
    const progress: number[] = [];
    for await (const item of desk.client.stream('tables.profile', table)) {
      if (item.type === 'progress') progress.push(item.completed);
      if (item.type === 'chunk') seen.push(item.data.rows);
      if (seen.length === 2) break;
    }
    expect(seen[0]).toBeGreaterThan(40_000);
    expect(seen[1]).toBeGreaterThan(seen[0]!);
    expect(seen[1]).toBeLessThan(100_000);
    expect(progress.length).toBeGreaterThan(2);
  });
});

describe('CSV', () => {
  it('is split the same wherever its pieces end', () => {
    const random = seededRandom(7);
    const pick = (list: readonly string[]): string => list[Math.floor(random.next() * list.length)]!;
    for (let round = 0; round < 300; round += 1) {
      const table = Array.from({ length: 1 + Math.floor(random.next() * 4) }, () =>
        Array.from({ length: 3 }, () =>
          pick(['', 'a', 'a b', '"', 'a"b', 'x,y', 'line\nline', '\r\n', 'é', '""']),
        ),
      );
      const written = table
        .map((row) =>
          row.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(','),
        )
        .join(pick(['\n', '\r\n']));
      const parser = new CsvRows(',');
      const rows: (readonly string[])[] = [];
      for (let from = 0; from < written.length;) {
        const to = from + 1 + Math.floor(random.next() * 5);
        rows.push(...parser.push(written.slice(from, to)));
        from = to;
      }
      const last = parser.end();
      if (last !== undefined) rows.push(last);
      expect(rows).toEqual(table);
    }
  });
});

describe('estimates in bounded memory', () => {
  it('find quantiles within a hundredth of a rank, the ends exactly', () => {
    const random = seededRandom(11);
    const digest = createTDigest();
    const values = Array.from({ length: 100_000 }, () => random.next() ** 3 * 1_000);
    for (const value of values) digest.add(value);
    const sorted = values.toSorted((a, b) => a - b);
    for (const q of [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]) {
      const rank = sorted.findIndex((value) => value >= digest.quantile(q)!) / sorted.length;
      expect(Math.abs(rank - q)).toBeLessThan(0.01);
    }
    expect([digest.quantile(0), digest.quantile(1)]).toEqual([sorted[0], sorted.at(-1)]);
    expect(createTDigest().quantile(0.5)).toBeUndefined();
  });

  it.each([1_000, 5_000, 50_000, 300_000])('count %d different texts', (different) => {
    const counter = createDistinctCounter();
    for (let n = 0; n < different * 1.5; n += 1) counter.add(`text ${n % different}`);
    const { value, exact } = counter.count();
    expect(exact).toBe(different <= 1_000);
    expect(Math.abs(value - different) / different).toBeLessThanOrEqual(exact ? 0 : 0.05);
  });
});
