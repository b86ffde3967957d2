import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecord, writeLease, writeValue } from './remote-record.ts';

const number = fc.maxSafeNat();
const header = fc.record(
  {
    epoch: number,
    begunAtMs: number,
    createdAtMs: number,
    freshForMs: number,
    keepForMs: number,
    loadMs: number,
    version: fc.string(),
    tags: fc.array(fc.string()),
  },
  { noNullPrototype: true },
);

describe('a record', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(header, fc.string(), (written, payload) => {
        expect(readRecord(writeValue(written, payload))).toEqual({ kind: 'value', ...written, payload });
      }),
    );
  });

  it('of a lease holds what it is to replace', () => {
    fc.assert(
      fc.property(fc.string(), number, header, (id, plantedAtMs, old) => {
        const previous = writeValue(old, 'payload');
        const lease = { id, plantedAtMs, previous };
        expect(readRecord(writeLease(lease))).toEqual({ kind: 'lease', ...lease });
      }),
    );
  });

  it('that was damaged is read as another or as none', () => {
    fc.assert(
      fc.property(header, fc.string(), fc.nat(), fc.string(), (written, payload, place, damage) => {
        const text = writeValue(written, payload);
        const at = place % text.length;
        const read = readRecord(text.slice(0, at) + damage + text.slice(at + 1));
        if (read?.kind === 'value') expect(Number.isFinite(read.createdAtMs)).toBe(true);
      }),
    );
  });
});
