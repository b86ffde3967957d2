import { pause, ToolError } from '@toolwright/core';
import type { ExecuteContext, Schema, SimilarityIndex, SimilarityMatch } from '@toolwright/core';
import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { cached, cacheTtlMs } from './cached.ts';
import type { CachedOptions } from './cached.ts';
import { mapCache } from '../test-support/map-cache.ts';
import type { MapCache } from '../test-support/map-cache.ts';
import { errorIn, sceneOf, toolDoing } from '../test-support/scene.ts';
import type { Scene, ToolSettings } from '../test-support/scene.ts';

interface Place extends Scene {
  readonly cache: MapCache;
  readonly ran: () => number;
}

function placeWith(
  options: Partial<CachedOptions> = {},
  execute: (context: ExecuteContext, ran: number) => unknown = (_context, ran) => ran,
  settings: ToolSettings = {},
): Place {
  const clock = createFakeClock();
  const cache = mapCache(clock);
  let ran = 0;
  const tool = toolDoing((context) => execute(context, (ran += 1)), {
    use: [cached({ cache, ...options })],
    ...settings,
  });
  return { ...sceneOf(tool, { clock }), cache, ran: () => ran };
}

const ada = { principal: { subject: 'ada', permissions: [], tenant: 't1' } };
const bob = { principal: { subject: 'bob', permissions: [], tenant: 't1' } };
const eve = { principal: { subject: 'ada', permissions: [], tenant: 't2' } };
const noteOf = async (calling: ReturnType<Scene['call']>) => (await calling).metadata['cache'];

describe('a cached query', () => {
  it('runs once for the same input, and says whether it hit and how old the result is', async () => {
    const place = placeWith();
    expect(await noteOf(place.call({ a: 1, b: 2 }))).toEqual({
      hit: false,
      key: '["subject","1.0.0",null,null,null,{"a":1,"b":2}]',
      ageMs: 0,
      level: 'load',
    });
    await place.clock.advance(250);
    expect(await noteOf(place.call({ b: 2, a: 1 }))).toMatchObject({
      hit: true,
      ageMs: 250,
      level: 'memory',
    });
    expect(place.ran()).toBe(1);
  });

  it('runs once for callers who come together, and each gets its answer', async () => {
    const place = placeWith({}, async ({ call }, ran) => pause(call.clock, 20).then(() => ran));
    const calls = [1, 2, 3].map(() => place.call());
    await place.clock.advance(40);
    expect(await Promise.all(calls)).toMatchObject([{ data: 1 }, { data: 1 }, { data: 1 }]);
  });

  it('goes on for the others when one of its callers leaves, and is aborted when all have', async () => {
    const ends: string[] = [];
    const place = placeWith({}, async ({ call }) => {
      await pause(call.clock, 100, call.signal).then(
        () => ends.push('done'),
        () => ends.push('aborted'),
      );
      return 'x';
    });
    await place.toolbox.start();
    const callers = [1, 2, 3, 4].map(() => new AbortController());
    const calls = callers.map(({ signal }, index) => place.call({ pair: index < 2 }, { signal }));
    await place.clock.advance(10);
    callers[0]!.abort();
    callers[2]!.abort();
    callers[3]!.abort();
    await place.clock.advance(200);
    const results = await Promise.all(calls);
    expect(results.map((result) => (result.status === 'error' ? errorIn(result).code : 'ok'))).toEqual([
      'CANCELLED',
      'ok',
      'CANCELLED',
      'CANCELLED',
    ]);
    expect(ends.toSorted()).toEqual(['aborted', 'done']);
  });

  it.each([
    ['caller', 3],
    ['tenant', 2],
    ['shared', 1],
  ] as const)('shares its result with the %s', async (scope, runs) => {
    const place = placeWith({ scope });
    for (const options of [ada, bob, eve, ada]) await place.call({}, options);
    expect(place.ran()).toBe(runs);
  });

  it('depends on what key and vary say, and a long key becomes a digest', async () => {
    const place = placeWith({
      key: ({ input }) => (input as { id: string }).id,
      vary: ({ headers }) => headers['accept-language'],
    });
    await place.call({ id: 'x', noise: 1 });
    await place.call({ id: 'x', noise: 2 });
    expect(place.ran()).toBe(1);
    await place.call({ id: 'x' }, { headers: { 'accept-language': 'es' } });
    expect(place.ran()).toBe(2);
    expect(await noteOf(place.call({ id: 'y'.repeat(500) }))).toMatchObject({
      key: expect.stringMatching(/^subject:[\w-]{43}$/) as string,
    });
  });

  it('fails as it does uncached, and the failure is not stored', async () => {
    const place = placeWith({}, (_context, ran) => {
      if (ran === 1) throw new ToolError('NETWORK_ERROR', 'reset', { retryAfterMs: 5, details: { a: 1 } });
      return ran;
    });
    expect(errorIn(await place.call())).toMatchObject({
      code: 'NETWORK_ERROR',
      retryAfterMs: 5,
      details: { a: 1 },
    });
    expect(await place.call()).toMatchObject({ data: 2 });
  });

  it('is asked its question each time: input-required is not stored', async () => {
    const place = placeWith({}, async ({ call }) => call.ask(anyone, 'Which one?'));
    expect((await place.call()).status).toBe('input_required');
    expect((await place.call()).status).toBe('input_required');
    expect(place.ran()).toBe(2);
    expect(place.cache.entries.size).toBe(0);
  });

  it('is fresh for as long as the tool says, else the rail', async () => {
    const place = placeWith(
      { ttlMs: (value) => (value === 'brief' ? 50 : 0), tags: () => ['t'] },
      ({ call, input }) => {
        if (input === 'own') call.set(cacheTtlMs, 500);
        return input === 'brief' ? 'brief' : 'none';
      },
    );
    for (const input of ['brief', 'own', 'none']) await place.call(input);
    expect(place.cache.entries.size).toBe(2);
    expect(
      [...place.cache.entries.values()].map(({ freshUntilMs, createdAtMs, tags }) => [
        freshUntilMs - createdAtMs,
        ...tags,
      ]),
    ).toEqual([
      [50, 't'],
      [500, 't'],
    ]);
  });

  it('skips the read, or all, where the caller or the app says so', async () => {
    const place = placeWith({ bypass: ({ input }) => input === 'fresh' });
    const ask = (control: string, input = 'x') =>
      place.call(input, { headers: { 'cache-control': control } });
    await ask('');
    expect(await ask('no-store')).toMatchObject({ data: 2 });
    expect((await ask('no-store')).metadata['cache']).toBeUndefined();
    expect(await ask('no-cache')).toMatchObject({ data: 4 });
    expect(await ask('')).toMatchObject({ data: 4 });
    await ask('', 'fresh');
    expect(await ask('', 'fresh')).toMatchObject({ data: 6 });
  });

  it('is no command unless the app says so, no stream, and nothing that `when` leaves out', async () => {
    for (const [options, settings, runs] of [
      [{}, { kind: 'command' }, 2],
      [{ commands: true }, { kind: 'command' }, 1],
      [{ when: () => false }, {}, 2],
    ] as const) {
      const place = placeWith(options, undefined, settings);
      await place.call();
      await place.call();
      expect(place.ran()).toBe(runs);
    }
    const chunks = async function* (): AsyncGenerator<number> {
      yield 1;
    };
    const place = placeWith({}, chunks, { streams: true });
    await place.call();
    expect(place.cache.entries.size).toBe(0);
  });

  it('says that it is stale', async () => {
    const place = placeWith();
    await place.call();
    const [key, entry] = [...place.cache.entries][0]!;
    place.cache.entries.set(key, { ...entry, stale: true });
    expect(await noteOf(place.call())).toMatchObject({ hit: true, stale: true });
  });
});

const anyone = {
  '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
} as const;

describe('a similar question', () => {
  interface Asked {
    readonly scope: string;
    readonly text: string;
    readonly key: string;
  }

  /** Takes every text for the same. */
  function indexOf(changes: Partial<SimilarityMatch> = {}): SimilarityIndex & { readonly added: Asked[] } {
    const added: Asked[] = [];
    return {
      added,
      async nearest(scope) {
        const match = added.find((each) => each.scope === scope);
        return match && { key: match.key, text: match.text, similarity: 0.97, ...changes };
      },
      async add(scope, text, key) {
        added.push({ scope, text, key });
      },
    };
  }
  const text = ({ input }: { readonly input: unknown }): string => (input as { q: string }).q;
  const similarPlace = (index: SimilarityIndex, more: object = {}) =>
    placeWith({ similar: { index, text, ...more } });

  it('is answered by the result of an earlier one, and says which', async () => {
    const place = similarPlace(indexOf());
    await place.call({ q: 'weather in Madrid' });
    const result = await place.call({ q: 'how is the weather in Madrid?' });
    expect(result).toMatchObject({ data: 1, metadata: { cache: { hit: true } } });
    expect(result.metadata['similar']).toEqual({ similarity: 0.97, text: 'weather in Madrid', used: true });
    expect(await place.call({ q: 'weather in Madrid' })).toMatchObject({ data: 1 });
  });

  it('is not answered by one that asks for something else beside the text', async () => {
    const place = similarPlace(indexOf());
    await place.call({ q: 'price of gold', currency: 'EUR' });
    expect(await place.call({ q: 'the price of gold', currency: 'USD' })).toMatchObject({ data: 2 });
    expect(await place.call({ q: 'gold price', currency: 'EUR' })).toMatchObject({ data: 1 });
    const own = similarPlace(indexOf(), { rest: () => 'all alike' });
    await own.call({ q: 'price of gold', currency: 'EUR' });
    expect(await own.call({ q: 'the price of gold', currency: 'USD' })).toMatchObject({ data: 1 });
  });

  it('may be the whole input', async () => {
    const place = placeWith({ similar: { index: indexOf(), text: ({ input }) => String(input) } });
    await place.call('weather in Madrid');
    expect(await place.call('the weather in Madrid')).toMatchObject({ data: 1 });
    const number = placeWith({ similar: { index: indexOf(), text: () => 'same text' } });
    await number.call(1);
    expect(await number.call(2)).toMatchObject({ data: 2 });
  });

  it.each([[{ refused: 'numbers differ' }], [{ shadow: true }]])(
    'is only measured when %j',
    async (changes) => {
      const place = similarPlace(indexOf(changes));
      await place.call({ q: 'top 5' });
      const result = await place.call({ q: 'top 6' });
      expect(result).toMatchObject({ data: 2, metadata: { similar: { used: false, ...changes } } });
    },
  );

  it('runs anew when the earlier result is gone, and is not remembered when it fails', async () => {
    const index = indexOf();
    const place = placeWith({ similar: { index, text }, ttlMs: 100 }, (_context, ran) => {
      if (ran === 3) throw new ToolError('NETWORK_ERROR', 'reset');
      return ran;
    });
    await place.call({ q: 'a' });
    await place.clock.advance(200);
    expect(await place.call({ q: 'b' })).toMatchObject({ data: 2 });
    await place.clock.advance(200);
    expect((await place.call({ q: 'c' })).status).toBe('error');
    expect(index.added.map(({ text: added }) => added)).toEqual(['a', 'b']);
  });
});

describe('a query that asks', () => {
  it('is answered by its own answers, not by what another choice has left in the cache', async () => {
    const choice: Schema<string> = {
      '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: String(value) }) },
    };
    const place = placeWith({}, async ({ call }) => `balance of ${await call.ask(choice, 'Which account?')}`);
    expect(await place.call()).toMatchObject({ status: 'input_required' });
    expect(await place.call({}, { answers: { 'ask-1': 'savings' } })).toMatchObject({
      data: 'balance of savings',
    });
    expect(await place.call()).toMatchObject({ status: 'input_required' });
    expect(await place.call({}, { answers: { 'ask-1': 'credit' } })).toMatchObject({
      data: 'balance of credit',
    });
  });
});
