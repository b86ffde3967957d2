import type { FlagProvider, JsonValue } from '@toolwright/core';
import { assertHolds, assertSame } from './assert-promise.ts';
import { contractCaseWith } from './contract-case.ts';
import type { ContractCase, ContractCheck, ContractSetting } from './contract-case.ts';

/** What a provider under contract is made with. */
export interface FlagProviderSetting extends ContractSetting {
  /** The value that each flag has for everybody. */
  readonly flags: Readonly<Record<string, JsonValue>>;
}

type FlagProviderCase = ContractCase<FlagProvider, FlagProviderSetting>;

const flags: Readonly<Record<string, JsonValue>> = {
  'new-search': true,
  'old-search': false,
  colour: 'blue',
  empty: '',
  limit: 3,
  nothing: 0,
  layout: { columns: 2, names: ['a'] },
};
const someone = { targetingKey: 'someone' };

/** What every {@link FlagProvider} promises. */
export const flagProviderContract: readonly FlagProviderCase[] = [
  flagProviderCase('tells the value of a flag, falsy values too', async (provider) => {
    const others: Readonly<Record<string, JsonValue>> = {
      'new-search': false,
      'old-search': true,
      colour: 'red',
      empty: 'full',
      limit: 1,
      nothing: 1,
      layout: {},
    };
    for (const [flag, value] of Object.entries(flags)) {
      const evaluation = await provider.evaluate(flag, others[flag] ?? null, someone);
      assertSame(`value of ${flag}`, evaluation.value, value);
      assertSame(`errorCode of ${flag}`, evaluation.errorCode, undefined);
    }
  }),
  flagProviderCase(
    'answers with the fallback, and says so, where there is no such flag',
    async (provider) => {
      for (const flag of ['none', '', '__proto__', 'toString']) {
        const evaluation = await provider.evaluate(flag, 'fallback', someone);
        assertSame(`value of "${flag}"`, evaluation.value, 'fallback');
        assertHolds(`"${flag}" has an errorCode`, typeof evaluation.errorCode === 'string');
      }
    },
  ),
  flagProviderCase(
    'answers with the fallback, and says so, where the flag is of another type',
    async (provider) => {
      const questions: readonly [string, JsonValue][] = [
        ['colour', false],
        ['new-search', 'yes'],
        ['limit', 'few'],
        ['layout', 1],
      ];
      for (const [flag, fallback] of questions) {
        const evaluation = await provider.evaluate(flag, fallback, someone);
        assertSame(`value of ${flag}`, evaluation.value, fallback);
        assertHolds(`${flag} has an errorCode`, typeof evaluation.errorCode === 'string');
      }
    },
  ),
  flagProviderCase('decides for whoever asks, known or not', async (provider) => {
    for (const context of [
      {},
      { targetingKey: '' },
      { targetingKey: 'ä'.repeat(1_000), plan: null, tags: ['a'] },
    ]) {
      assertSame('value', (await provider.evaluate('limit', 1, context)).value, 3);
    }
  }),
];

function flagProviderCase(name: string, check: ContractCheck<FlagProvider>): FlagProviderCase {
  return contractCaseWith(name, (setting) => ({ ...setting, flags }), check);
}
