import { setImmediate as nextTurn } from 'node:timers/promises';
import { isToolError } from '@toolwright/core';
import type { AuditSink, JsonObject } from '@toolwright/core';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import type { AuditRecord } from './audit-record.ts';
import { createAuditTrail } from './audit-trail.ts';
import type { AuditTrailOptions } from './audit-trail.ts';
import { memoryAuditSink } from './memory-audit-sink.ts';
import { verifyAuditTrail } from './verify-audit-trail.ts';
import type { VerifyAuditOptions } from './verify-audit-trail.ts';

async function writtenBy(writer: string, count: number, options: Partial<AuditTrailOptions> = {}) {
  const sink = memoryAuditSink();
  const trail = createAuditTrail({ sink, writer, clock: createFakeClock(), ...options });
  for (let number = 1; number <= count; number += 1)
    await trail.append({ event: 'refused', callId: `${number}` });
  return sink.records() as readonly (JsonObject & AuditRecord)[];
}

async function kindsIn(records: readonly JsonObject[], options?: VerifyAuditOptions) {
  const { problems } = await verifyAuditTrail(records, options);
  return problems.map(({ kind, sequences }) => `${kind} ${sequences?.join('-') ?? ''}`.trim());
}

/** A sink whose first writes do what the test says: keep, fail, or never answer. */
function sinkThat(...script: readonly ('keep' | 'fail' | 'hang' | 'late')[]) {
  const memory = memoryAuditSink();
  let write = 0;
  const late: (() => void)[] = [];
  const sink: AuditSink = {
    async write(record, options) {
      const step = script[write] ?? 'keep';
      write += 1;
      if (step === 'fail') throw new Error('disk full');
      if (step === 'late') late.push(() => void memory.write(record));
      if (step === 'hang' || step === 'late') return new Promise(() => undefined);
      return memory.write(record, options);
    },
  };
  return { sink, records: memory.records, arrive: () => late.forEach((run) => run()) };
}

describe('a trail', () => {
  it('chains each record to the one before, with its writer, number and time', async () => {
    const [first, second] = await writtenBy('a', 2);
    expect(first).toMatchObject({
      id: 'a:1',
      writer: 'a',
      sequence: 1,
      previousHash: '',
      time: '2026-01-01T00:00:00.000Z',
    });
    expect(second).toMatchObject({ id: 'a:2', sequence: 2, previousHash: first?.hash });
    expect(first?.hash).toMatch(/^[\w-]{43}$/);
  });

  it('gives each writer a name of its own', () => {
    const names = [1, 2].map(
      (seed) => createAuditTrail({ sink: memoryAuditSink(), random: seededRandom(seed) }).head.writer,
    );
    expect(names[0]).toMatch(/^[0-9a-f]{24}$/);
    expect(names[0]).not.toBe(names[1]);
  });

  it('keeps one chain when many write at the same time', async () => {
    const sink = memoryAuditSink();
    const trail = createAuditTrail({ sink, clock: createFakeClock() });
    await Promise.all(Array.from({ length: 200 }, () => trail.append({ event: 'refused' })));
    expect(await verifyAuditTrail(sink.records())).toMatchObject({ intact: true, records: 200 });
    expect(trail.statistics()).toMatchObject({ kept: 200, lost: 0, pending: 0 });
  });

  it('goes on where a writer left off', async () => {
    const sink = memoryAuditSink();
    const before = createAuditTrail({ sink, writer: 'a', clock: createFakeClock() });
    await before.append({ event: 'refused' });
    const { heads } = await verifyAuditTrail(sink.records());
    const [resume] = heads;
    const after = createAuditTrail({
      sink,
      writer: 'a',
      clock: createFakeClock(),
      ...(resume && { resume }),
    });
    await after.append({ event: 'refused' });
    expect(await verifyAuditTrail(sink.records())).toMatchObject({ intact: true, heads: [{ sequence: 2 }] });
  });

  it('hashes inputs with its key, alike for alike inputs', () => {
    const hashes = ['k', 'k', 'other', undefined].map((key) =>
      createAuditTrail({ sink: memoryAuditSink(), ...(key !== undefined && { key }) }).hashInput({
        a: 1,
        b: 2,
      }),
    );
    expect(hashes[0]).toBe(hashes[1]);
    expect(new Set(hashes).size).toBe(3);
    const trail = createAuditTrail({ sink: memoryAuditSink() });
    expect(trail.hashInput({ b: 2, a: 1 })).toBe(trail.hashInput({ a: 1, b: 2 }));
    expect(trail.hashInput(undefined)).toBe(trail.hashInput(null));
    expect(trail.hashInput(1n)).toBeUndefined();
  });

  it('counts refusals by code', async () => {
    const trail = createAuditTrail({ sink: memoryAuditSink(), clock: createFakeClock() });
    await trail.append({ event: 'refused', code: 'ORIGIN' });
    await trail.append({ event: 'call-completed', code: 'RATE_LIMITED' });
    await trail.append({ event: 'call-completed', code: 'RATE_LIMITED' });
    await trail.append({ event: 'call-completed', code: 'EXECUTION_FAILED' });
    expect(trail.statistics().refusals).toEqual({ ORIGIN: 1, RATE_LIMITED: 2 });
  });

  it.each([
    [{ sink: {} }, 'sink'],
    [{ writer: '' }, 'writer'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ maxPending: 0 }, 'maxPending'],
    [{ resume: { sequence: -1, hash: '' } }, 'resume.sequence'],
  ])('refuses bad options: %j', (bad, option) => {
    expect(() => createAuditTrail({ sink: memoryAuditSink(), ...bad } as AuditTrailOptions)).toThrow(option);
  });
});

describe('a sink that fails', () => {
  it('loses one record, which the chain then tells of', async () => {
    const { sink, records } = sinkThat('keep', 'fail');
    const lost: string[] = [];
    const trail = createAuditTrail({
      sink,
      writer: 'a',
      clock: createFakeClock(),
      onLoss: ({ id }, { code }) => void lost.push(`${id} ${code}`),
    });
    await trail.append({ event: 'refused' });
    const error = await trail.append({ event: 'refused' }).catch((reason: unknown) => reason);
    expect(isToolError(error, 'STORE_UNAVAILABLE')).toBe(true);
    await trail.append({ event: 'refused' });
    await trail.append({ event: 'refused' });
    expect(lost).toEqual(['a:2 STORE_UNAVAILABLE']);
    expect(records().map(({ unconfirmed }) => unconfirmed)).toEqual([undefined, [[2, 2]], undefined]);
    expect(await verifyAuditTrail(records())).toMatchObject({
      intact: true,
      problems: [],
      lost: [{ writer: 'a', sequences: [2, 2] }],
    });
  });

  it('has its gap told again until a record that tells of it is kept', async () => {
    const { sink, records } = sinkThat('fail', 'fail');
    const trail = createAuditTrail({ sink, writer: 'a', clock: createFakeClock() });
    for (let number = 1; number <= 3; number += 1)
      await trail.append({ event: 'refused' }).catch(() => undefined);
    expect(records()).toMatchObject([{ sequence: 3, unconfirmed: [[1, 2]] }]);
    expect(await verifyAuditTrail(records())).toMatchObject({ intact: true, lost: [{ sequences: [1, 2] }] });
  });

  it('does not excuse records that were removed beside it', async () => {
    const { sink, records } = sinkThat('keep', 'fail');
    const trail = createAuditTrail({ sink, writer: 'a', clock: createFakeClock() });
    for (let number = 1; number <= 5; number += 1)
      await trail.append({ event: 'refused' }).catch(() => undefined);
    const rest = records().filter(({ sequence }) => sequence !== 4);
    expect(await kindsIn(rest)).toEqual(['missing 4-4']);
  });

  it('never hangs who writes: a record that takes too long counts as lost', async () => {
    const clock = createFakeClock();
    const { sink, records } = sinkThat('hang');
    const trail = createAuditTrail({ sink, writer: 'a', clock, timeoutMs: 50 });
    const first = trail.append({ event: 'refused' }).catch((reason: unknown) => reason);
    const second = trail.append({ event: 'refused' });
    await clock.advance(50);
    expect(isToolError(await first, 'STORE_UNAVAILABLE')).toBe(true);
    await second;
    await trail.append({ event: 'refused' });
    expect(clock.pendingTimers).toBe(0);
    expect(await verifyAuditTrail(records())).toMatchObject({ intact: true, lost: [{ sequences: [1, 1] }] });
  });

  it('may keep such a record late without breaking the chain', async () => {
    const clock = createFakeClock();
    const { sink, records, arrive } = sinkThat('keep', 'late');
    const trail = createAuditTrail({ sink, writer: 'a', clock, timeoutMs: 50 });
    const written = [1, 2, 3].map(() => trail.append({ event: 'refused' }).catch(() => undefined));
    await clock.advance(50);
    await Promise.all(written);
    await trail.append({ event: 'refused' });
    arrive();
    expect(records().map(({ sequence }) => sequence)).toEqual([1, 3, 4, 2]);
    expect(await verifyAuditTrail(records())).toMatchObject({ intact: true, lost: [] });
  });

  it('makes no more records wait than it may', async () => {
    const clock = createFakeClock();
    const { sink, records } = sinkThat('hang');
    const trail = createAuditTrail({ sink, writer: 'a', clock, timeoutMs: 50, maxPending: 2 });
    const written = [1, 2, 3].map(() => trail.append({ event: 'refused' }).catch((error: unknown) => error));
    expect(isToolError(await written[2], 'QUEUE_FULL')).toBe(true);
    expect(trail.statistics()).toMatchObject({ pending: 2, lost: 1 });
    await clock.advance(50);
    await trail.flush();
    await trail.append({ event: 'refused' });
    expect(records().map(({ sequence }) => sequence)).toEqual([2, 4]);
    expect((await verifyAuditTrail(records())).intact).toBe(true);
  });

  it('does not disturb when its listener throws', async () => {
    const { sink } = sinkThat('fail');
    const onLoss = () => {
      throw new Error('listener');
    };
    const trail = createAuditTrail({ sink, clock: createFakeClock(), onLoss });
    await expect(trail.append({ event: 'refused' })).rejects.toThrow('did not keep');
    await trail.append({ event: 'refused' });
    await nextTurn();
  });
});

describe('verification', () => {
  it('says that an untouched trail is intact, and where it ends', async () => {
    const records = await writtenBy('a', 3);
    expect(await verifyAuditTrail(records)).toEqual({
      intact: true,
      records: 3,
      problems: [],
      lost: [],
      torn: [],
      heads: [{ writer: 'a', sequence: 3, hash: records[2]?.hash }],
    });
    expect((await verifyAuditTrail([])).intact).toBe(true);
  });

  it('names what was changed, removed, moved, doubled and cut', async () => {
    const [one, two, three, four] = (await writtenBy('a', 4)) as unknown as [
      AuditRecord,
      AuditRecord,
      AuditRecord,
      AuditRecord,
    ];
    const trail = (...records: readonly object[]) => kindsIn(records as JsonObject[]);
    expect(await trail(one, { ...two, callId: 'x' }, three, four)).toEqual(['tampered 2-2']);
    expect(await trail(one, { ...two, extra: 1 }, three, four)).toEqual(['tampered 2-2']);
    expect(await trail(one, three, four)).toEqual(['missing 2-2']);
    expect(await trail(three, four)).toEqual(['truncated-start 1-2']);
    expect(await trail(one, three, two, four)).toEqual(['reordered 2-2']);
    expect(await trail(four, three, two, one)).toEqual(['reordered 3-3', 'reordered 2-2', 'reordered 1-1']);
    expect(await trail(one, two, two, three, four)).toEqual(['duplicated 2-2']);
    expect(await trail(one, { note: 'no record' }, two, three, four)).toEqual(['malformed']);
  });

  it('finds an end that was cut off when its head is known', async () => {
    const records = await writtenBy('a', 4);
    const { heads } = await verifyAuditTrail(records);
    expect(await kindsIn(records, { heads })).toEqual([]);
    expect(await kindsIn(records.slice(0, 2), { heads })).toEqual(['truncated-end 3-4']);
    expect(await kindsIn([], { heads })).toEqual(['truncated-end 1-4']);
    expect(
      await kindsIn(await writtenBy('a', 5, { clock: createFakeClock({ nowMs: 5 }) }), { heads }),
    ).toEqual(['spliced 4-4']);
  });

  it('finds records that were taken from another trail, whoever wrote it', async () => {
    const records = await writtenBy('a', 4);
    const other = await writtenBy('a', 4, { clock: createFakeClock({ nowMs: 1 }) });
    const spliced = [...records.slice(0, 2), ...other.slice(2)];
    expect(await kindsIn(spliced)).toEqual(['spliced 3-3']);
    const stranger = await writtenBy('b', 3);
    expect(await kindsIn([...records, ...stranger.slice(1)])).toEqual(['truncated-start 1-1']);
    const late = [records[0], records[2], other[1], records[3]] as JsonObject[];
    expect(await kindsIn(late)).toEqual(['reordered 2-2', 'spliced 2-2']);
  });

  it('reads writers whose records are mixed', async () => {
    const [a, b] = [await writtenBy('a', 3), await writtenBy('b', 3)];
    const mixed = a.flatMap((record, index) => [record, b[index] ?? record]);
    expect(await verifyAuditTrail(mixed)).toMatchObject({
      intact: true,
      heads: [{ writer: 'a' }, { writer: 'b' }],
    });
  });

  it('needs the key of a keyed trail, with which nobody else can make records', async () => {
    const keyed = await writtenBy('a', 2, { key: 'secret' });
    expect(await kindsIn(keyed, { key: 'secret' })).toEqual([]);
    expect(await kindsIn(keyed)).toEqual(['tampered 1-1', 'tampered 2-2']);
    expect(await kindsIn(await writtenBy('a', 1), { key: 'secret' })).toEqual(['tampered 1-1']);
  });

  it('does not believe a forged record that excuses a gap', async () => {
    const records = await writtenBy('a', 4);
    const forged = { ...records[3], unconfirmed: [[2, 2]] };
    expect(await kindsIn([records[0], records[2], forged] as JsonObject[])).toEqual([
      'tampered 4-4',
      'missing 2-2',
    ]);
  });

  it('bears records that are nonsense', async () => {
    const nonsense = [{}, { writer: 'a', sequence: -1, hash: '', previousHash: '' }, { unreadableLine: 7 }];
    const { problems, torn, records } = await verifyAuditTrail(nonsense as JsonObject[], { maxProblems: 1 });
    expect([problems.length, torn, records]).toEqual([1, [7], 2]);
    const huge = {
      writer: 'a',
      sequence: Number.MAX_SAFE_INTEGER,
      hash: 'x',
      previousHash: '',
      unconfirmed: ['x'],
    };
    expect(await kindsIn([huge])).toEqual([
      `tampered ${Number.MAX_SAFE_INTEGER}-${Number.MAX_SAFE_INTEGER}`,
      `truncated-start 1-${Number.MAX_SAFE_INTEGER - 1}`,
    ]);
    const cyclic: Record<string, unknown> = { writer: 'a', sequence: 1, hash: 'x', previousHash: '' };
    cyclic['self'] = cyclic;
    expect(await kindsIn([cyclic as JsonObject])).toEqual(['tampered 1-1']);
  });
});
