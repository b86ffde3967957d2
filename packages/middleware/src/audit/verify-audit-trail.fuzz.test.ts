import type { JsonObject } from '@toolwright/core';
import { createFakeClock } from '@toolwright/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAuditTrail } from './audit-trail.ts';
import { memoryAuditSink } from './memory-audit-sink.ts';
import { SequenceRanges } from './sequence-ranges.ts';
import { verifyAuditTrail } from './verify-audit-trail.ts';

const text = fc.string({ unit: 'binary', maxLength: 20 });
const entry = fc.record({
  event: text,
  callId: text,
  metadata: fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<never>, { maxKeys: 3 }),
});

async function trailOf(entries: readonly object[]): Promise<readonly JsonObject[]> {
  const sink = memoryAuditSink();
  const trail = createAuditTrail({ sink, writer: 'w', key: 'k', clock: createFakeClock() });
  await Promise.all(entries.map((one) => trail.append(one as { event: string })));
  return sink.records();
}

describe('the chain', () => {
  it('is intact for every entry, also after a round trip through JSON text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 8 }), async (entries) => {
        const records = await trailOf(entries);
        const stored = JSON.parse(JSON.stringify(records)) as JsonObject[];
        expect((await verifyAuditTrail(stored, { key: 'k' })).problems).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('is broken by every change of one character of one record', async () => {
    const records = await trailOf(
      Array.from({ length: 5 }, (_, number) => ({ event: 'x', callId: `${number}` })),
    );
    const { heads } = await verifyAuditTrail(records, { key: 'k' });
    await fc.assert(
      fc.asyncProperty(fc.nat(4), fc.nat(), fc.integer({ min: 32, max: 126 }), async (which, at, code) => {
        const before = JSON.stringify(records[which]);
        const place = at % before.length;
        const after = before.slice(0, place) + String.fromCharCode(code) + before.slice(place + 1);
        const changed = parsed(after);
        fc.pre(changed !== undefined && JSON.stringify(changed) !== before);
        const stored = records.map((record, index) => (index === which ? (changed as JsonObject) : record));
        expect((await verifyAuditTrail(stored, { key: 'k', heads })).intact).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('is broken by every removal, and every other order', async () => {
    const records = await trailOf(Array.from({ length: 6 }, () => ({ event: 'x' })));
    const { heads } = await verifyAuditTrail(records, { key: 'k' });
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(records as JsonObject[]), async (some) => {
        const same =
          some.length === records.length && some.every((record, index) => record === records[index]);
        const { intact } = await verifyAuditTrail(some, { key: 'k', heads });
        expect(intact).toBe(same);
      }),
      { numRuns: 200 },
    );
  });
});

describe('sequence ranges', () => {
  it('hold exactly what a set of the same numbers holds', () => {
    const step = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 30 }), fc.nat(6));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const [ranges, set] = [new SequenceRanges(), new Set<number>()];
        for (const [adds, from, length] of steps) {
          if (adds) ranges.add(from, from + length);
          else ranges.remove(from, from + length);
          for (let one = from; one <= from + length; one += 1)
            if (adds) set.add(one);
            else set.delete(one);
        }
        const numbers = Array.from({ length: 40 }, (_, one) => one);
        expect(numbers.filter((one) => ranges.has(one))).toEqual(numbers.filter((one) => set.has(one)));
        const missing = ranges.missingFrom([1, 39]);
        const told = numbers.filter((one) => missing.some(([from, to]) => from <= one && one <= to));
        expect(told).toEqual(numbers.filter((one) => one > 0 && !set.has(one)));
      }),
    );
  });
});

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
