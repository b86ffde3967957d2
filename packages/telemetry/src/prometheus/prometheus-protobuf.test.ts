import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createMetricsRegistry } from '../metrics/metrics-registry.ts';
import type { MetricsRegistry } from '../metrics/metrics-registry.ts';
import { prometheusProtobuf } from './prometheus-protobuf.ts';

type Field = readonly [number: number, value: bigint | number | Uint8Array];

/** The fields of a message, whatever it is: enough to look at what was written. */
function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at]!;
      at += 1;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    if (key % 8 === 0) fields.push([key >> 3, varint()]);
    else {
      const length = key % 8 === 1 ? 8 : Number(varint());
      const content = bytes.subarray(at, (at += length));
      const number = (): number => new DataView(content.buffer, content.byteOffset).getFloat64(0, true);
      fields.push([key >> 3, key % 8 === 1 ? number() : content]);
    }
  }
  return fields;
}

/** What a message says in a field, every time it does. */
function all(bytes: Uint8Array, field: number): readonly (bigint | number | Uint8Array)[] {
  return fieldsOf(bytes).flatMap(([number, value]) => (number === field ? [value] : []));
}

function messages(bytes: Uint8Array, ...path: readonly number[]): readonly Uint8Array[] {
  return path.reduce<readonly Uint8Array[]>(
    (found, field) => found.flatMap((one) => all(one, field) as Uint8Array[]),
    [bytes],
  );
}

function text(bytes: Uint8Array, ...path: readonly number[]): readonly string[] {
  return messages(bytes, ...path).map((one) => new TextDecoder().decode(one));
}

function unzigzag(value: bigint | number | Uint8Array): number {
  const number = Number(value);
  return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
}

/** Every family by its name. */
async function written(registry: MetricsRegistry): Promise<Map<string, Uint8Array>> {
  const pieces: Uint8Array[] = [];
  for await (const piece of prometheusProtobuf(registry)) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  // Families stand one after the other, the length before each, as fields do when each has a tag before it.
  const families = new Map<string, Uint8Array>();
  for (let at = 0; at < bytes.length;) {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at]!;
      at += 1;
      length += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    const family = bytes.subarray(at, (at += length));
    families.set(text(family, 1)[0]!, family);
  }
  return families;
}

describe('prometheusProtobuf', () => {
  it('says what counters, gauges and summaries are, in base units', async () => {
    const registry = createMetricsRegistry({ clock: createFakeClock() });
    registry.counter('calls', { description: 'Calls' }).add(300, { 'odd key': 'é', le: 1 });
    registry.gauge('queue').record(-2.5);
    registry.histogram('size', { unit: 'KiBy', buckets: 'none' }).record(2);
    const families = await written(registry);
    expect([...families.keys()]).toEqual(['calls_total', 'queue', 'size_bytes']);
    const [calls, queue, size] = [...families.values()] as [Uint8Array, Uint8Array, Uint8Array];
    expect([...families.values()].map((family) => all(family, 3))).toEqual([[0n], [1n], [2n]]);
    expect(text(calls, 2)).toEqual(['Calls']);
    expect(text(calls, 4, 1, 1)).toEqual(['le_value', 'odd_key']);
    expect(text(calls, 4, 1, 2)).toEqual(['1', 'é']);
    expect(messages(calls, 4, 3).flatMap((counter) => all(counter, 1))).toEqual([300]);
    expect(messages(queue, 4, 2).flatMap((gauge) => all(gauge, 1))).toEqual([-2.5]);
    const [summary] = messages(size, 4, 4) as [Uint8Array];
    expect([all(summary, 1), all(summary, 2)]).toEqual([[1n], [2_048]]);
    expect(messages(summary, 3).map((quantile) => all(quantile, 1))).toEqual([[0.5], [0.95], [0.99]]);
  });

  it('writes buckets of both kinds, of which the native ones are told by spans and changes', async () => {
    const registry = createMetricsRegistry({ clock: createFakeClock(), nativeHistograms: true });
    const duration = registry.histogram('duration', { unit: 'ms', buckets: [5, 1_000] });
    // In seconds: 1 ends bucket 0, 2 ends bucket 8, and what lies just below 1 belongs to bucket 0 too.
    for (const ms of [1_000, 990, 990, 2_000, 0, 1_100]) duration.record(ms);
    const family = (await written(registry)).get('duration_seconds')!;
    expect(all(family, 3)).toEqual([4n]);
    const [histogram] = messages(family, 4, 7) as [Uint8Array];
    expect([all(histogram, 1), all(histogram, 2)]).toEqual([[6n], [6.08]]);
    expect(messages(histogram, 3).map((bucket) => [all(bucket, 1), all(bucket, 2)])).toEqual([
      [[1n], [0.005]],
      [[4n], [1]],
    ]);
    expect(all(histogram, 5).map(unzigzag)).toEqual([3]);
    expect(all(histogram, 7)).toEqual([1n]);
    const spans = messages(histogram, 12).map((span) => [
      unzigzag(all(span, 1)[0]!),
      Number(all(span, 2)[0]),
    ]);
    expect(spans).toEqual([
      [0, 1],
      [1, 1],
      [5, 1],
    ]);
    expect(all(histogram, 13).map(unzigzag)).toEqual([3, -2, 0]);
  });

  it('says of a native histogram without a value that it is one, and lets others work in between', async () => {
    const registry = createMetricsRegistry({ nativeHistograms: true, maxSeries: 1_000 });
    const calls = registry.histogram('duration');
    for (let tool = 0; tool < 500; tool += 1) calls.bind({ tool });
    let turns = 0;
    const turn = (): void => {
      turns += 1;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    const family = (await written(registry)).get('duration')!;
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(4);
    const histograms = messages(family, 4, 7);
    expect(histograms).toHaveLength(500);
    expect(messages(histograms[0]!, 12)).toHaveLength(1);
  });
});
