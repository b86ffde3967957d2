import { InMemoryProvider, OpenFeature } from '@openfeature/server-sdk';
import type { JsonValue } from '@toolwright/core';
import { flagProviderContract } from '@toolwright/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { openFeatureProvider } from './open-feature-provider.ts';

let domains = 0;

async function clientOf(flags: Readonly<Record<string, JsonValue>>) {
  const domain = `domain-${(domains += 1)}`;
  const configuration = Object.entries(flags).map(([name, value]) => [
    name,
    { variants: { only: value }, defaultVariant: 'only', disabled: false },
  ]);
  await OpenFeature.setProviderAndWait(
    domain,
    new InMemoryProvider(Object.fromEntries(configuration) as never),
  );
  return OpenFeature.getClient(domain);
}

afterAll(() => OpenFeature.close());

describe('openFeatureProvider keeps the contract of providers, on the real SDK', () => {
  it.each(flagProviderContract)('$name', (promise) =>
    promise.run(async ({ flags }) => openFeatureProvider(await clientOf(flags))),
  );
});

describe('openFeatureProvider', () => {
  it('hands over variant, reason and the context', async () => {
    await OpenFeature.setProviderAndWait(
      'targeted',
      new InMemoryProvider({
        engine: {
          variants: { old: 'old', new: 'new' },
          defaultVariant: 'old',
          disabled: false,
          contextEvaluator: ({ targetingKey }) => (targetingKey === 'ada' ? 'new' : 'old'),
        },
      }),
    );
    const provider = openFeatureProvider(OpenFeature.getClient('targeted'));
    expect(await provider.evaluate('engine', 'old', { targetingKey: 'ada' })).toEqual({
      value: 'new',
      variant: 'new',
      reason: 'TARGETING_MATCH',
    });
    expect(await provider.evaluate('engine', 'old', {})).toMatchObject({ value: 'old' });
  });

  it('answers with the fallback when the client rejects', async () => {
    const reject = (): Promise<never> => Promise.reject(new Error('x'));
    const provider = openFeatureProvider({
      getBooleanDetails: reject,
      getStringDetails: reject,
      getNumberDetails: reject,
      getObjectDetails: reject,
    });
    for (const fallback of [true, 'a', 1, null]) {
      expect(await provider.evaluate('flag', fallback, {})).toEqual({
        value: fallback,
        reason: 'ERROR',
        errorCode: 'GENERAL',
      });
    }
  });

  it('refuses a client that is none', () => {
    expect(() => openFeatureProvider({} as never)).toThrow('client');
  });
});
