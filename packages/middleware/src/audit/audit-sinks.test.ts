import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isToolError, systemRandom } from '@toolwright/core';
import type { JsonObject, KeyValueStore } from '@toolwright/core';
import { auditSinkContract, createFakeClock } from '@toolwright/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditFileSink } from './audit-file-sink.ts';
import type { AuditFileSink } from './audit-file-sink.ts';
import { createAuditTrail } from './audit-trail.ts';
import { keyValueAuditSink, readAuditStore } from './key-value-audit-sink.ts';
import { memoryAuditSink } from './memory-audit-sink.ts';
import { readAuditFile } from './read-audit-file.ts';
import { verifyAuditTrail } from './verify-audit-trail.ts';

/** What the sink needs of a store, in an order of its own and with keys told twice. */
function storeOf(): KeyValueStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  const store: Partial<KeyValueStore> = {
    async compareAndSet(key, expected, next) {
      if (kept.get(key) !== expected || next === undefined) return false;
      kept.set(key, next);
      return true;
    },
    getMany: async (keys) => keys.map((key) => kept.get(key)),
    async *scan(prefix) {
      const keys = [...kept.keys()].filter((key) => key.startsWith(prefix)).toReversed();
      yield* [...keys, ...keys.slice(0, 1)];
    },
  };
  return Object.assign(store as KeyValueStore, { kept });
}

async function collect(records: AsyncIterable<JsonObject>): Promise<JsonObject[]> {
  const all: JsonObject[] = [];
  for await (const record of records) all.push(record);
  return all;
}

describe('memoryAuditSink keeps the contract of sinks', () => {
  it.each(auditSinkContract)('$name', (promise) =>
    promise.run(() => {
      const sink = memoryAuditSink();
      return { sink, records: sink.records };
    }),
  );

  it('and forgets the oldest above its bound', async () => {
    const sink = memoryAuditSink({ maxRecords: 2 });
    for (const number of [1, 2, 3]) await sink.write({ number });
    expect(sink.records()).toEqual([{ number: 2 }, { number: 3 }]);
    expect(() => memoryAuditSink({ maxRecords: 0 })).toThrow('maxRecords');
  });
});

describe('keyValueAuditSink keeps the contract of sinks', () => {
  it.each(auditSinkContract)('$name', (promise) =>
    promise.run(({ clock, random }) => {
      const store = storeOf();
      const sink = keyValueAuditSink({ store, clock, random });
      return { sink, records: () => collect(readAuditStore(store)) };
    }),
  );

  it('and reads sinks one after the other, more records than one read fetches', async () => {
    const store = storeOf();
    const clock = createFakeClock();
    for (const name of ['first', 'second']) {
      const trail = createAuditTrail({ sink: keyValueAuditSink({ store, clock }), writer: name, clock });
      for (let number = 1; number <= 120; number += 1) await trail.append({ event: 'refused' });
      await clock.advance(1);
    }
    expect(await verifyAuditTrail(readAuditStore(store))).toMatchObject({ intact: true, records: 240 });
  });

  it('never overwrites a record', async () => {
    const store = storeOf();
    const random = { next: () => 0, bytes: (length: number) => new Uint8Array(length) };
    const sinks = [1, 2].map(() => keyValueAuditSink({ store, clock: createFakeClock(), random }));
    await sinks[0]?.write({ first: true });
    const error = await sinks[1]?.write({ first: false }).catch((reason: unknown) => reason);
    expect(isToolError(error, 'STORE_UNAVAILABLE')).toBe(true);
    expect([...store.kept.values()]).toEqual(['{"first":true}']);
  });

  it('reads what is no record as something that no verification takes for one', async () => {
    const store = storeOf();
    store.kept.set('audit:x', 'not json');
    store.kept.set('audit:y', '[]');
    const { problems } = await verifyAuditTrail(readAuditStore(store));
    expect(problems.map(({ kind }) => kind)).toEqual(['malformed', 'malformed']);
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(collect(readAuditStore(store, { signal }))).rejects.toThrow('gone');
  });

  it('refuses bad options', () => {
    expect(() => keyValueAuditSink({ store: {} as never })).toThrow('store');
    expect(() => keyValueAuditSink({ store: storeOf(), prefix: '' })).toThrow('prefix');
  });
});

describe('auditFileSink', () => {
  let folder: string;
  let files = 0;
  const opened: AuditFileSink[] = [];
  const newPath = (): string => join(folder, `audit-${(files += 1)}.jsonl`);
  const trailInto = (path: string, writer = Buffer.from(systemRandom.bytes(4)).toString('hex')) => {
    const sink = auditFileSink({ path });
    return { sink, trail: createAuditTrail({ sink, writer }) };
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audit-'));
  });
  afterAll(async () => {
    for (const sink of opened) await sink.close();
    await rm(folder, { recursive: true });
  });

  it.each(auditSinkContract)('$name', (promise) => {
    const path = newPath();
    return promise.run(async () => {
      await writeFile(path, '');
      const sink = auditFileSink({ path });
      opened.push(sink);
      return { sink, records: () => collect(readAuditFile(path)) };
    });
  });

  it('makes a file that only its owner may read', async () => {
    const path = newPath();
    await using sink = auditFileSink({ path });
    await sink.write({ a: 1 });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).toBe('{"a":1}\n');
  });

  it('survives a crash between and within lines: the torn line is told, the rest verifies', async () => {
    const path = newPath();
    const before = trailInto(path, 'before');
    for (let number = 1; number <= 3; number += 1) await before.trail.append({ event: 'refused' });
    await before.sink.close();
    await truncate(path, (await stat(path)).size - 10);
    const cut = await verifyAuditTrail(readAuditFile(path));
    expect(cut).toMatchObject({
      intact: true,
      records: 2,
      torn: [3],
      heads: [{ writer: 'before', sequence: 2 }],
    });

    const after = trailInto(path, 'after');
    await after.trail.append({ event: 'refused' });
    await after.sink.close();
    const whole = await verifyAuditTrail(readAuditFile(path));
    expect(whole).toMatchObject({ intact: true, records: 3, torn: [3] });
    expect(whole.heads.map(({ writer }) => writer)).toEqual(['before', 'after']);
    expect(
      (await verifyAuditTrail(readAuditFile(path), { heads: [before.trail.head] })).problems,
    ).toMatchObject([{ kind: 'truncated-end', sequences: [3, 3] }]);
  });

  it('goes on in a file that ends with a whole line, and passes over empty ones', async () => {
    const path = newPath();
    await writeFile(path, '{"a":1}\n\n[1]\n');
    await using sink = auditFileSink({ path });
    await sink.write({ b: 2 });
    expect(await collect(readAuditFile(path))).toEqual([{ a: 1 }, { unreadableLine: 3 }, { b: 2 }]);
    await appendFile(path, '{"c":');
    expect((await collect(readAuditFile(path))).at(-1)).toEqual({ unreadableLine: 5 });
  });

  it('rejects what it cannot write, and tries to open the file again', async () => {
    const path = join(folder, 'missing', 'audit.jsonl');
    await using sink = auditFileSink({ path });
    const errors = await Promise.all([1, 2].map((n) => sink.write({ n }).catch((error: unknown) => error)));
    expect(errors.every((error) => isToolError(error, 'STORE_UNAVAILABLE'))).toBe(true);
    expect(errors[0]).toMatchObject({ cause: { code: 'ENOENT' }, details: { committed: 'unknown' } });
    const { mkdir } = await import('node:fs/promises');
    await mkdir(join(folder, 'missing'));
    await sink.write({ n: 3 });
    expect(await collect(readAuditFile(path))).toEqual([{ n: 3 }]);
  });

  it('lets a writer leave while its line waits, and bounds how many wait', async () => {
    const path = newPath();
    await using sink = auditFileSink({ path, maxPending: 2 });
    const leave = new AbortController();
    const first = sink.write({ n: 1 }, { signal: leave.signal }).catch((error: unknown) => error);
    const second = sink.write({ n: 2 });
    const third = sink.write({ n: 3 }).catch((error: unknown) => error);
    const reason = new Error('gone');
    leave.abort(reason);
    expect(await third).toMatchObject({ message: expect.stringContaining('too slow') as string });
    expect(await first).toBe(reason);
    await second;
    expect(await collect(readAuditFile(path))).toEqual([{ n: 2 }]);
  });

  it('writes nothing after it was closed', async () => {
    const sink = auditFileSink({ path: newPath() });
    const written = sink.write({ n: 1 });
    await sink.close();
    await sink.close();
    await written;
    await expect(sink.write({ n: 2 })).rejects.toThrow('closed');
  });

  it('refuses bad options', () => {
    expect(() => auditFileSink({ path: '' })).toThrow('path');
    expect(() => auditFileSink({ path: 'x', maxPending: 0 })).toThrow('maxPending');
  });

  it('is read until its reader leaves', async () => {
    const path = newPath();
    await writeFile(path, '{"a":1}\n');
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(collect(readAuditFile(path, { signal }))).rejects.toThrow('gone');
  });
});
