import type { ToolInput } from '@toolwright/core';
import { expectError, expectSuccess } from '@toolwright/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { startDesk } from './support/start-desk.ts';
import type { Desk } from './support/start-desk.ts';

const desk = await startDesk({ RATE_LIMIT_PER_MINUTE: '100000' });

afterAll(() => desk.stop());

async function search(input: ToolInput<Desk['service']['tools'][0]>) {
  return expectSuccess(await desk.client.call('places.search', input));
}

describe('places.search', () => {
  it('finds by the beginnings of words, whatever the accents and the case, most populous first', async () => {
    const { places } = await search({ name: 'ZURI' });
    expect(places[0]).toMatchObject({ name: 'Zürich', country: 'CH', population: 341_730 });
    const populations = places.map(({ population }) => population);
    expect(populations).toEqual(populations.toSorted((a, b) => b - a));
  });

  it('looks in one country', async () => {
    const { places } = await search({ name: 'cordoba', country: 'AR', limit: 1 });
    expect(places).toMatchObject([{ name: 'Córdoba', country: 'AR' }]);
    const all = await search({ country: 'MC' });
    expect(new Set(all.places.map(({ country }) => country))).toEqual(new Set(['MC']));
  });

  it('pages through everything without a gap or a repetition', async () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await search({
        name: 'spring',
        country: 'US',
        limit: 7,
        ...(cursor !== undefined && { cursor }),
      });
      seen.push(...page.places.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    const whole = await search({ name: 'spring', country: 'US', limit: 100 });
    expect(seen.slice(0, 100)).toEqual(whole.places.map(({ id }) => id));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('knows 135 000 places, the most populous first when nothing is asked for', async () => {
    expect((await search({ limit: 1 })).places[0]?.name).toBe('Shanghai');
    const far = await search({ limit: 1, cursor: (135_000).toString(36) });
    expect(far.places).toHaveLength(1);
  });

  it('takes search syntax as text', async () => {
    for (const name of ['a" OR "b', 'name : x', 'NEAR(a b)', '*a', "x'; DROP TABLE places"])
      expect(await search({ name })).toHaveProperty('places');
  });

  it('refuses a cursor that is none', async () => {
    const refused = await desk.client.call('places.search', { cursor: '!!' });
    expect(expectError(refused, 'INVALID_INPUT').details).toMatchObject({ issues: [{ path: 'cursor' }] });
  });
});
