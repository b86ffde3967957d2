import { createTool, ToolError } from '@toolwright/core';
import type { FlagEvaluation, FlagProvider, Principal } from '@toolwright/core';
import { flagProviderContract } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { retry } from '../retry.ts';
import { sceneOf, toolDoing } from '../../test-support/scene.ts';
import type { FlagExposure } from './exposure-log.ts';
import { byVariant, exposeFlag, flags } from './flags.ts';
import { memoryFlagProvider } from './memory-flag-provider.ts';

const who = (subject: string): { readonly principal: Principal } => ({
  principal: { subject, permissions: [] },
});
const split = {
  variants: { old: 'old', new: 'new' },
  weights: { old: 50, new: 50 },
  defaultVariant: 'old',
};
const seen = toolDoing(({ call }) => (call.context as { flags?: unknown }).flags ?? 'none');

describe('memoryFlagProvider keeps the contract of providers', () => {
  it.each(flagProviderContract)('$name', (promise) =>
    promise.run(({ flags: values }) =>
      memoryFlagProvider(
        Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
      ),
    ),
  );
});

describe('memoryFlagProvider', () => {
  const variantOf = (provider: FlagProvider, targetingKey?: string) =>
    provider.evaluate('search', '', targetingKey === undefined ? {} : { targetingKey });

  it('gives a targeting key the same variant in every process, and spreads keys by weight', () => {
    const [one, two] = [memoryFlagProvider({ search: split }), memoryFlagProvider({ search: split })];
    const keys = Array.from({ length: 4_000 }, (_, number) => `user-${number}`);
    const counts = { old: 0, new: 0 };
    for (const key of keys) {
      const first = variantOf(one, key) as FlagEvaluation<string>;
      expect(variantOf(two, key)).toEqual(first);
      counts[first.value as 'old' | 'new'] += 1;
    }
    expect(Math.abs(counts.new - 2_000)).toBeLessThan(160);
  });

  it('spreads the same callers otherwise for another flag', () => {
    const provider = memoryFlagProvider({ a: split, b: split });
    const keys = Array.from({ length: 1_000 }, (_, number) => `user-${number}`);
    const valueOf = (flag: string, targetingKey: string) =>
      (provider.evaluate(flag, '', { targetingKey }) as { value: string }).value;
    const same = keys.filter((key) => valueOf('a', key) === valueOf('b', key)).length;
    expect(Math.abs(same - 500)).toBeLessThan(80);
  });

  it('moves only as many callers as a changed weight must', () => {
    const provider = memoryFlagProvider({ search: split });
    const keys = Array.from({ length: 1_000 }, (_, number) => `user-${number}`);
    const before = keys.filter((key) => (variantOf(provider, key) as { value: string }).value === 'new');
    provider.set('search', { ...split, weights: { old: 40, new: 60 } });
    const after = new Set(
      keys.filter((key) => (variantOf(provider, key) as { value: string }).value === 'new'),
    );
    expect(before.every((key) => after.has(key))).toBe(true);
    expect(after.size).toBeGreaterThan(before.length);
  });

  it('gives callers without a key the default variant', () => {
    const provider = memoryFlagProvider({ search: split });
    expect(variantOf(provider)).toEqual({ value: 'old', variant: 'old', reason: 'DEFAULT' });
    expect(variantOf(provider, '')).toMatchObject({ reason: 'DEFAULT' });
    expect(provider.delete('search')).toBe(true);
    expect(variantOf(provider)).toMatchObject({ value: '', errorCode: 'FLAG_NOT_FOUND' });
  });

  it.each([
    [null, 'search'],
    [{ ...split, defaultVariant: 'none' }, 'search.defaultVariant'],
    [{ ...split, weights: { none: 1 } }, 'search.weights'],
    [{ ...split, weights: { old: -1 } }, 'search.weights.old'],
    [{ ...split, weights: { old: 0 } }, 'search.weights'],
    [{ ...split, variants: null }, 'search.defaultVariant'],
  ])('refuses a bad flag: %j', (flag, option) => {
    expect(() => memoryFlagProvider({ search: flag as never })).toThrow(`"${option}"`);
  });
});

describe('flags', () => {
  it('puts decided flags into the context, and says how each was decided', async () => {
    const provider = memoryFlagProvider({ search: { value: 'vector' }, limit: { value: 3 } });
    const use = [flags({ provider, flags: { search: 'text', limit: 1, missing: false } })];
    const result = await sceneOf(seen, { use }).call({}, who('ada'));
    expect(result).toMatchObject({
      data: { search: 'vector', limit: 3, missing: false },
      metadata: { flags: { search: { reason: 'STATIC' }, missing: { errorCode: 'FLAG_NOT_FOUND' } } },
    });
  });

  it('decides for the principal, with tenant and tool, or as the application says', async () => {
    const asked: unknown[] = [];
    const provider: FlagProvider = {
      evaluate: (_flag, value, context) => {
        asked.push(context);
        return { value };
      },
    };
    await sceneOf(seen, { use: [flags({ provider, flags: { a: 1 } })] }).call(
      {},
      { ...who('ada'), tenant: 'acme' },
    );
    await sceneOf(seen, {
      use: [flags({ provider, flags: { a: 1 }, context: () => ({ targetingKey: 'x' }) })],
    }).call();
    await sceneOf(seen, { use: [flags({ provider, flags: { a: 1 } })] }).call();
    expect(asked).toEqual([
      { targetingKey: 'ada', tenant: 'acme', tool: 'subject' },
      { targetingKey: 'x' },
      { tool: 'subject' },
    ]);
  });

  it('answers with the defaults when the provider fails or is late', async () => {
    const broken: FlagProvider = {
      evaluate: (flag) => {
        if (flag === 'throws') throw new Error('x');
        return flag === 'rejects' ? Promise.reject(new Error('x')) : new Promise(() => undefined);
      },
    };
    const use = [
      flags({ provider: broken, flags: { throws: 1, rejects: 'b', hangs: true }, timeoutMs: 100 }),
    ];
    const { call, clock } = sceneOf(seen, { use });
    const result = call();
    await clock.advance(105);
    expect(await result).toMatchObject({
      data: { throws: 1, rejects: 'b', hangs: true },
      metadata: { flags: { throws: { errorCode: 'GENERAL' }, hangs: { errorCode: 'TIMEOUT' } } },
    });
    await clock.advance(10);
    expect(clock.pendingTimers).toBe(0);
  });

  it('says which flags it decides, and refuses to be set badly', () => {
    const provider = memoryFlagProvider();
    expect(flags({ provider, flags: { a: 1 } }).rail?.describe()).toEqual({ flags: ['a'], timeoutMs: 500 });
    expect(() => flags({ provider: {} as never, flags: { a: 1 } })).toThrow('provider');
    expect(() => flags({ provider, flags: {} })).toThrow('flags');
    expect(() => flags({ provider, flags: { a: 1 }, timeoutMs: 0 })).toThrow('timeoutMs');
    expect(() => flags({ provider, flags: { a: 1 }, maxExposures: 0 })).toThrow('maxExposures');
  });
});

describe('an A/B test', () => {
  const tested = (options: { maxExposures?: number; fails?: number } = {}) => {
    const exposures: FlagExposure[] = [];
    let attempts = 0;
    const tool = createTool({
      metadata: { name: 'search', version: '1.0.0', description: 'Searches', kind: 'query' },
      use: [retry({ maxAttempts: 3 })],
      execute: ({ call }) =>
        byVariant(call, {
          flag: 'engine',
          control: 'old',
          variants: {
            old: () => 'old',
            new: () => {
              attempts += 1;
              if (attempts <= (options.fails ?? 0)) throw new ToolError('NETWORK_ERROR', 'again');
              return 'new';
            },
          },
        }),
    });
    const provider = memoryFlagProvider({ engine: { ...split, weights: { new: 1 } } });
    const rail = flags({
      provider,
      flags: { engine: 'old', colour: 'blue' },
      onExposure: (exposure) => exposures.push(exposure),
      ...(options.maxExposures !== undefined && { maxExposures: options.maxExposures }),
    });
    return { ...sceneOf(tool, { use: [rail] }), provider, exposures, tool };
  };

  it('runs the implementation that the flag names, the same for the same caller', async () => {
    const { call, provider } = tested();
    expect(await call({}, who('ada'))).toMatchObject({ data: 'new' });
    provider.set('engine', split);
    const first = await call({}, who('bob'));
    for (let number = 0; number < 5; number += 1)
      expect(await call({}, who('bob'))).toMatchObject({ data: (first as { data: unknown }).data });
  });

  it('tells each exposure once for each caller and variant', async () => {
    const { call, exposures } = tested();
    for (const subject of ['ada', 'ada', 'bob', 'ada']) await call({}, who(subject));
    expect(exposures).toMatchObject([
      { flag: 'engine', variant: 'new', targetingKey: 'ada', tool: 'search' },
      { targetingKey: 'bob' },
    ]);
  });

  it('tells callers without a key once for each call', async () => {
    const { call, exposures } = tested();
    await call();
    await call();
    expect(exposures.map(({ variant, targetingKey }) => [variant, targetingKey])).toEqual([
      ['old', undefined],
      ['old', undefined],
    ]);
  });

  it('forgets the exposures met least recently', async () => {
    const { call, exposures } = tested({ maxExposures: 2 });
    for (const subject of ['a', 'b', 'a', 'c', 'a', 'b']) await call({}, who(subject));
    expect(exposures.map(({ targetingKey }) => targetingKey)).toEqual(['a', 'b', 'c', 'b']);
  });

  it('runs the control, unexposed, for a value that names no implementation, and without a rail', async () => {
    const { call, provider, exposures, tool } = tested();
    for (const value of ['unknown', 'toString']) {
      provider.set('engine', { value });
      expect(await call({}, who('ada'))).toMatchObject({ data: 'old' });
    }
    provider.delete('engine');
    expect(await call({}, who('ada'))).toMatchObject({ data: 'old' });
    expect(await sceneOf(tool).call()).toMatchObject({ data: 'old' });
    expect(exposures).toEqual([]);
  });

  it('is not disturbed by who counts, nor by a flag that nobody decided', async () => {
    const rail = flags({
      provider: memoryFlagProvider({ size: { value: 3 } }),
      flags: { size: 1 },
      onExposure: ({ variant }) => {
        expect(variant).toBe('3');
        throw new Error('x');
      },
    });
    const quiet = flags({ provider: memoryFlagProvider({ other: { value: 1 } }), flags: { other: 1 } });
    const tool = toolDoing(({ call }) => {
      for (const flag of ['size', 'other', 'unknown']) exposeFlag(call, flag);
      return 'done';
    });
    expect(await sceneOf(tool, { use: [rail, quiet] }).call()).toMatchObject({ data: 'done' });
  });

  it('tells an exposure once although the call was tried again', async () => {
    const { call, clock, exposures } = tested({ fails: 1 });
    const result = call({}, who('ada'));
    await clock.advance(10_000);
    expect(await result).toMatchObject({ data: 'new' });
    expect(exposures).toHaveLength(1);
  });

  it('refuses a control that is none of its variants', async () => {
    const tool = toolDoing(({ call }) =>
      byVariant(call, { flag: 'x', control: 'toString' as 'a', variants: { a: () => 1 } }),
    );
    expect(await sceneOf(tool).call()).toMatchObject({ error: { code: 'INVALID_OPTIONS' } });
  });
});
