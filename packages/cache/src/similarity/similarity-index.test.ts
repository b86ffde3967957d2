import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { paraphraseGuards } from './guards.ts';
import { hashedNgramEmbedder } from './hashed-ngram-embedder.ts';
import { createSimilarityIndex } from './similarity-index.ts';
import type { SimilarityIndexOptions } from './similarity-index.ts';

async function matchOf(asked: string, earlier: string, options: SimilarityIndexOptions = {}) {
  const index = createSimilarityIndex({ mode: 'serve', threshold: 0.5, ...options });
  await index.add('scope', earlier, 'key');
  return index.nearest('scope', asked);
}

describe('a similarity index', () => {
  it.each([
    ['Show my open invoices', 'please show me my open invoices'],
    ["what's the weather in Madrid?", 'What is the weather in Madrid'],
    ['show  my open\ninvoices!', 'Show my open invoices.'],
    ['list the flights from Madrid to Paris', 'list flights to Paris from Madrid'],
  ])('takes %j for %j', async (asked, earlier) => {
    const match = await matchOf(asked, earlier, { guards: [], threshold: 0.7 });
    expect(match).toMatchObject({ key: 'key', text: earlier });
  });

  it.each([
    ['Show my open invoices', 'please show me my open invoices'],
    ["what's the weather in Madrid?", 'What is the weather in Madrid'],
    ['Flights from madrid to paris', 'flights from madrid to paris please'],
  ])('serves %j for %j behind its guards', async (asked, earlier) => {
    const match = await matchOf(asked, earlier);
    expect(match).toMatchObject({ key: 'key' });
    expect(match).not.toHaveProperty('refused');
    expect(match).not.toHaveProperty('shadow');
  });

  it.each([
    ['show my open invoices', 'do not show my open invoices', 'negation differs'],
    ["don't show my open invoices", 'do show my open invoices', 'negation differs'],
    ['all flights except Iberia', 'all flights Iberia', 'negation differs'],
    ['invoices over 100 euros', 'invoices over 1000 euros', 'numbers differ'],
    ['invoices of last month', 'invoices of next month', 'numbers differ'],
    ['add 3 to 5', 'add 5 to 3', 'numbers differ'],
    ['the weather in Madrid', 'the weather in Munich', 'entities differ'],
    ['does Ann owe Bob', 'does Bob owe Ann', 'entities differ'],
    ['mail to ann@example.com', 'mail to bob@example.com', 'entities differ'],
    ['open ticket "red"', 'open ticket "blue"', 'entities differ'],
    ['flights from madrid to paris', 'flights from paris to madrid', 'directions differ'],
    ['show my open invoices', 'show my closed invoices', 'words differ'],
    ['show my invoices', 'show all invoices', 'words differ'],
    ['weather in madrid', 'weather in munich', 'words differ'],
  ])('refuses %j for %j', async (asked, earlier, refused) => {
    expect(await matchOf(asked, earlier, { threshold: 0.1 })).toMatchObject({ refused });
    expect(await matchOf(earlier, asked, { threshold: 0.1 })).toMatchObject({ refused });
  });

  it('lets paraphrases pass for an embedder that knows meaning', async () => {
    const embedder = {
      name: 'all alike',
      dimensions: 2,
      embed: async (texts: readonly string[]) => texts.map(() => new Float32Array([3, 4])),
    };
    const options = { embedder, guards: paraphraseGuards };
    const match = await matchOf('list unpaid bills', 'show my open invoices', options);
    expect(match?.similarity).toBeCloseTo(1);
    expect(match).not.toHaveProperty('refused');
    expect(await matchOf('list 2 unpaid bills', 'show my open invoices', options)).toHaveProperty('refused');
  });

  it('prefers a farther text that may be used to a nearer one that may not', async () => {
    const index = createSimilarityIndex({ mode: 'serve', threshold: 0.3 });
    await index.add('scope', 'do not show my open invoices', 'wrong');
    await index.add('scope', 'hello, could you please show me the open invoices, my invoices', 'right');
    expect(await index.nearest('scope', 'show my open invoices')).toMatchObject({ key: 'right' });
  });

  it('finds nothing in another scope, below the threshold, or for texts without words', async () => {
    const index = createSimilarityIndex({ mode: 'serve' });
    await index.add('tenant a', 'show my open invoices', 'key');
    expect(await index.nearest('tenant b', 'show my open invoices')).toBeUndefined();
    expect(await index.nearest('tenant a', 'the weather in Madrid')).toBeUndefined();
    expect(await index.nearest('tenant a', '')).toBeUndefined();
  });

  it('only measures in shadow mode, which is the default', async () => {
    const index = createSimilarityIndex();
    await index.add('scope', 'show my open invoices', 'key');
    expect(await index.nearest('scope', 'show my open invoices')).toMatchObject({ shadow: true });
    await index.nearest('scope', 'do not show my open invoices');
    await index.nearest('scope', 'something else');
    expect(index.statistics()).toEqual({
      lookups: 3,
      matches: 1,
      refused: { 'negation differs': 1 },
      failures: 0,
      entries: 1,
    });
  });

  it('remembers the newest key of a text, and no more texts than it may', async () => {
    const index = createSimilarityIndex({ mode: 'serve', maxEntries: 3, maxEntriesPerScope: 2 });
    await index.add('a', 'one apple', '1');
    await index.add('a', 'one apple', '2');
    expect(await index.nearest('a', 'one apple')).toMatchObject({ key: '2' });
    await index.add('a', 'two pears', '3');
    await index.add('a', 'three plums', '4');
    expect(await index.nearest('a', 'one apple')).toBeUndefined();
    await index.add('b', 'four figs', '5');
    await index.nearest('a', 'two pears');
    await index.add('c', 'five dates', '6');
    expect(index.statistics().entries).toBe(3);
    expect(await index.nearest('b', 'four figs')).toBeUndefined();
    expect(await index.nearest('a', 'two pears')).toMatchObject({ key: '3' });
  });

  it('loses a match, not the call, when the embedder fails, is silent or answers nonsense', async () => {
    const clock = createFakeClock();
    const good = hashedNgramEmbedder();
    let mode: 'fail' | 'silent' | 'nonsense' | 'good' = 'good';
    const embedder = {
      ...good,
      embed: async (texts: readonly string[]) => {
        if (mode === 'fail') throw new Error('no model');
        if (mode === 'silent') return new Promise<never>(() => undefined);
        return mode === 'nonsense' ? [new Float32Array(1)] : good.embed(texts);
      },
    };
    const index = createSimilarityIndex({ mode: 'serve', embedder, clock });
    await index.add('scope', 'a text', 'key');
    for (mode of ['fail', 'nonsense'] as const)
      expect(await index.nearest('scope', 'a text')).toBeUndefined();
    mode = 'silent';
    const call = index.nearest('scope', 'a text');
    await clock.advance(1_000);
    expect(await call).toBeUndefined();
    expect(index.statistics().failures).toBe(3);
    expect(clock.pendingTimers).toBe(0);
    const signal = AbortSignal.abort('left');
    await expect(index.nearest('scope', 'a text', { signal })).rejects.toBe('left');
  });

  it('refuses options out of range', () => {
    expect(() => createSimilarityIndex({ threshold: 2 })).toThrow(/threshold/);
    expect(() => createSimilarityIndex({ mode: 'on' as never })).toThrow(/mode/);
    expect(() => hashedNgramEmbedder({ dimensions: 1 })).toThrow(/dimensions/);
  });
});
