import { getEventListeners } from 'node:events';
import type { Embedder, SimilarityIndex } from '@toolwright/core';
import { assertHolds, assertRejectsWith, assertSame, assertSettles } from './assert-promise.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase } from './contract-case.ts';
import type { Outage } from './outage.ts';

const texts = ['What is the weather in Madrid?', 'Who wrote Don Quixote?', 'ä 日本 🎉'];

/** What every {@link Embedder} promises. */
export const embedderContract: readonly ContractCase<Embedder>[] = [
  contractCase('makes one vector of its dimensions per text, in order', async (embedder) => {
    const vectors = await embedder.embed(texts);
    assertSame('how many vectors', vectors.length, texts.length);
    for (const [index, text] of texts.entries()) {
      const [alone] = await embedder.embed([text]);
      const vector = vectors[index];
      assertHolds('a vector for each text', alone !== undefined && vector !== undefined);
      assertSame('dimensions', [vector.length, alone.length], [embedder.dimensions, embedder.dimensions]);
      const similarity = cosine(alone, vector);
      assertHolds(`"${text}" is like itself, not ${similarity}`, similarity > 0.999);
    }
    assertSame('vectors of no texts', [...(await embedder.embed([]))], []);
  }),
  contractCase('tells different texts apart, with finite numbers', async (embedder) => {
    const [first, second] = await embedder.embed(texts);
    assertHolds('two vectors', first !== undefined && second !== undefined);
    assertHolds('the numbers are finite', [...first, ...second].every(Number.isFinite));
    assertHolds('different texts differ', cosine(first, second) < 0.999);
    assertHolds('the model has a name', embedder.name !== '');
  }),
  contractCase("rejects with an aborted signal's reason", async (embedder) => {
    const reason = new Error('gone');
    const embed = () => embedder.embed(texts, { signal: AbortSignal.abort(reason) });
    await assertRejectsWith('embed', embed, reason);
    const { signal } = new AbortController();
    await embedder.embed(texts, { signal });
    assertSame('listeners on the signal', getEventListeners(signal, 'abort').length, 0);
  }),
];

/** What every {@link SimilarityIndex} promises. */
export const similarityIndexContract: readonly ContractCase<SimilarityIndex>[] = [
  contractCase('finds nothing where nothing was added', async (index) => {
    assertSame('nearest', await index.nearest('scope', texts[0] ?? ''), undefined);
  }),
  contractCase('finds a text that was added, with its key', async (index) => {
    for (const [position, text] of texts.entries()) await index.add('scope', text, `key ${position}`);
    for (const [position, text] of texts.entries()) {
      const match = await index.nearest('scope', text);
      assertSame('key and text', [match?.key, match?.text], [`key ${position}`, text]);
      const similarity = match?.similarity ?? Number.NaN;
      assertHolds(`similarity is 1, not ${similarity}`, similarity > 0.999 && similarity <= 1.000_001);
      assertSame('refused', match?.refused, undefined);
    }
  }),
  contractCase('keeps scopes apart', async (index) => {
    const [text = ''] = texts;
    await index.add('tenant a', text, 'secret of a');
    assertSame('nearest in another scope', await index.nearest('tenant b', text), undefined);
    assertSame('nearest in its scope', (await index.nearest('tenant a', text))?.key, 'secret of a');
  }),
];

/** What every {@link SimilarityIndex} promises of the times when its embedder is lost. */
export const similarityIndexOutageContract: readonly ContractCase<Outage<SimilarityIndex>>[] = [
  contractCase('costs a match and never a call while its embedder is lost', async (outage, time) => {
    const [text = ''] = texts;
    await outage.subject.add('scope', text, 'key');
    await outage.lose();
    try {
      const lost = await assertSettles('nearest', time, () =>
        outage.subject.nearest('scope', 'another text'),
      );
      assertSame('nearest while it is lost', lost, undefined);
      await assertSettles('add', time, () => outage.subject.add('scope', 'a third text', 'other'));
    } finally {
      await outage.restore();
    }
    assertSame('nearest afterwards', (await outage.subject.nearest('scope', text))?.key, 'key');
  }),
];

function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, lengthA, lengthB] = [0, 0, 0];
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    dot += value * other;
    lengthA += value * value;
    lengthB += other * other;
  }
  return dot / Math.sqrt(lengthA * lengthB);
}
