import { invalidOption, ToolError } from '@toolwright/core';
import type { Clock, KeyValueStore, Ttl } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../fake-clock.ts';
import { realTime } from './contract-case.ts';
import type { ContractSetting } from './contract-case.ts';
import { keyValueStoreContract } from './key-value-store-contract.ts';
import { keyValueStoreOutageContract } from './key-value-store-outage-contract.ts';
import type { Outage } from './outage.ts';
import type { ContractFailure } from './run-contract.ts';
import { runContract } from './run-contract.ts';

interface Record {
  readonly value: string;
  readonly endsAtMs: number;
}

describe('keyValueStoreContract', () => {
  it.each(keyValueStoreContract)('a plain map keeps it: $name', (promise) => promise.run(mapStore));

  it('holds in real time too', async () => {
    const timed = keyValueStoreContract.filter(({ name }) => name.includes('for its ttl'));
    expect(timed).toHaveLength(1);
    expect(await runContract(timed, mapStore, { time: realTime })).toEqual([]);
  });

  it.each<{ defect: string; change: Change; names: string[] }>([
    {
      defect: 'a conditional write that reads first and writes later',
      change: (store) => ({
        async compareAndSet(key, expected, next, ttl) {
          if ((await store.get(key)) !== expected) return false;
          if (next === undefined) await store.delete(key);
          else await store.set(key, next, ttl);
          return true;
        },
      }),
      names: ['lets one of many concurrent conditional writes win'],
    },
    {
      defect: 'a counter that reads first and writes later',
      change: (store) => ({
        async increment(key, by, ttl) {
          await store.increment(key, 0, ttl);
          const sum = Number(await store.get(key)) + by;
          await store.compareAndSet(key, String(sum - by), String(sum), ttl);
          return sum;
        },
      }),
      names: expect.arrayContaining(['loses no concurrent increment']) as string[],
    },
    {
      defect: 'an empty text taken for none',
      change: (store) => ({ get: async (key) => (await store.get(key)) || undefined }),
      names: expect.arrayContaining(['gives back every text as it was written']) as string[],
    },
    {
      defect: 'answers of getMany in the wrong order',
      change: (store) => ({ getMany: async (keys) => (await store.getMany(keys.toSorted())).slice() }),
      names: ['answers getMany with one answer per key, in order'],
    },
    {
      defect: 'a counter that gets a new life with each increment',
      change: (store) => ({
        async increment(key, by, ttl) {
          const sum = await store.increment(key, by, ttl);
          await store.expire(key, ttl);
          return sum;
        },
      }),
      names: ['gives a counter its life when it is made, and no new one later'],
    },
    {
      defect: 'a scan that reads the prefix as a pattern',
      change: (store) => ({
        async *scan(prefix, options) {
          const pattern = new RegExp(`^${prefix.replaceAll('*', '.*').replaceAll(/[\\^[]/g, '.')}`);
          for await (const key of store.scan('', options)) if (pattern.test(key)) yield key;
        },
      }),
      names: ['takes a prefix literally, whatever its characters mean elsewhere'],
    },
    {
      defect: 'a scan that ignores its signal',
      change: (store) => ({ scan: (prefix) => store.scan(prefix) }),
      names: ["stops a scan with the signal's reason and leaves no listener behind"],
    },
    {
      defect: 'a scan that leaves its listener behind',
      change: (store) => ({
        scan(prefix, options) {
          options?.signal?.addEventListener('abort', () => {});
          return store.scan(prefix, options);
        },
      }),
      names: [
        "stops a scan with the signal's reason and leaves no listener behind",
        'leaves no listener behind when a scan is left early',
      ],
    },
    {
      defect: 'a scan that walks by position',
      change: (store) => ({
        async *scan(prefix) {
          for (let position = 0; ; position += 1) {
            const keys: string[] = [];
            for await (const found of store.scan(prefix)) keys.push(found);
            const key = keys[position];
            if (key === undefined) return;
            yield key;
          }
        },
      }),
      names: expect.arrayContaining([
        'never skips a key that exists throughout, whatever happens to others',
      ]) as string[],
    },
    {
      defect: 'a ttl that is not checked',
      change: (store) => ({ set: (key, value, ttl) => store.set(key, value, valid(ttl) ? ttl : 'forever') }),
      names: ['refuses a ttl that is no positive integer and writes nothing'],
    },
  ])('finds $defect', async ({ change, names }) => {
    const make = (setting: ContractSetting): KeyValueStore => {
      const store = mapStore(setting);
      return { ...store, ...change(store) };
    };
    const failures = await runContract(keyValueStoreContract, make);
    expect(failures.map((failure) => failure.name)).toEqual(names);
  });

  it('says of a failure what was seen', async () => {
    const [race] = await runContract(
      keyValueStoreContract.filter(({ name }) => name.startsWith('loses no concurrent')),
      (setting) => ({ ...mapStore(setting), increment: () => Promise.resolve(1) }),
    );
    expect(String(race?.error)).toMatch(/the sums: expected \[ *1, *2,.* got \[ *1, *1,/);
  });
});

describe('keyValueStoreOutageContract', () => {
  it('is kept by a store that gives up in time', async () => {
    expect(await runLosable(() => ({}))).toEqual([]);
  });

  it('finds a store that gives up too late', async () => {
    const failures = await runLosable(() => ({ timeoutMs: 50 }));
    expect(String(failures[0]?.error)).toContain('settled within 50 ms: not get, getMany, has');
  });

  it('finds a store that answers from nowhere', async () => {
    const failures = await runLosable(({ subject }) => ({
      subject: { ...subject, get: () => Promise.resolve('stale') },
    }));
    expect(String(failures[0]?.error)).toContain("get: expected STORE_UNAVAILABLE, got the value 'stale'");
  });
});

type Change = (store: KeyValueStore) => Partial<KeyValueStore>;

/** The plainest store that keeps the contract. */
function mapStore({ clock }: ContractSetting): KeyValueStore {
  const records = new Map<string, Record>();
  const read = (key: string): Record | undefined => {
    const record = records.get(key);
    return record !== undefined && record.endsAtMs > clock.now() ? record : undefined;
  };
  const write = (key: string, value: string, ttl: Ttl): void => {
    records.set(key, { value, endsAtMs: endOf(ttl, clock) });
  };
  return {
    get: async (key) => read(key)?.value,
    getMany: async (keys) => keys.map((key) => read(key)?.value),
    has: async (key) => read(key) !== undefined,
    set: async (key, value, ttl) => write(key, value, ttl),
    async setMany(entries) {
      for (const { ttl } of entries) endOf(ttl, clock);
      for (const { key, value, ttl } of entries) write(key, value, ttl);
    },
    async compareAndSet(key, expected, next, ttl) {
      endOf(ttl, clock);
      if (read(key)?.value !== expected) return false;
      if (next === undefined) records.delete(key);
      else write(key, next, ttl);
      return true;
    },
    async increment(key, by, ttl) {
      endOf(ttl, clock);
      const record = read(key);
      const text = record?.value ?? '0';
      const sum = Number(text) + by;
      if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(by) || !Number.isSafeInteger(sum)) {
        throw new ToolError('INVALID_INPUT', `Cannot add ${by} to "${text}"`);
      }
      records.set(key, { value: String(sum), endsAtMs: record?.endsAtMs ?? endOf(ttl, clock) });
      return sum;
    },
    async expire(key, ttl) {
      const endsAtMs = endOf(ttl, clock);
      const record = read(key);
      if (record === undefined) return false;
      records.set(key, { ...record, endsAtMs });
      return true;
    },
    async delete(...keys) {
      const existing = keys.filter((key) => read(key) !== undefined);
      for (const key of existing) records.delete(key);
      return existing.length;
    },
    async *scan(prefix, options) {
      options?.signal?.throwIfAborted();
      for (const key of records.keys()) {
        if (read(key) === undefined || !key.startsWith(prefix)) continue;
        yield key;
        options?.signal?.throwIfAborted();
      }
    },
  };
}

function valid(ttl: Ttl): boolean {
  return ttl === 'forever' || (Number.isInteger(ttl.ttlMs) && ttl.ttlMs > 0);
}

function endOf(ttl: Ttl, clock: Clock): number {
  if (!valid(ttl)) throw invalidOption('ttlMs', 'a positive integer', ttl);
  return ttl === 'forever' ? Number.POSITIVE_INFINITY : clock.now() + ttl.ttlMs;
}

/** A store whose methods take 100 ms to give up while it is lost. */
function losableStore(setting: ContractSetting): Outage<KeyValueStore> {
  const store = mapStore(setting);
  let lost = false;
  const giveUp = () =>
    new Promise<never>((_resolve, reject) => {
      const error = new ToolError('STORE_UNAVAILABLE', 'Lost', { details: { committed: 'no' } });
      setting.clock.after(100, () => reject(error));
    });
  const subject = new Proxy(store, {
    get(target, name: keyof KeyValueStore) {
      if (!lost) return target[name];
      return name === 'scan' ? () => ({ [Symbol.asyncIterator]: () => ({ next: giveUp }) }) : giveUp;
    },
  });
  return { subject, timeoutMs: 100, lose: () => void (lost = true), restore: () => void (lost = false) };
}

function runLosable(
  change: (outage: Outage<KeyValueStore>) => Partial<Outage<KeyValueStore>>,
): Promise<readonly ContractFailure[]> {
  return runContract(keyValueStoreOutageContract, (setting) => {
    const outage = losableStore(setting);
    return { ...outage, ...change(outage) };
  });
}

describe('a case', () => {
  it('is run against the clock it was given', async () => {
    const clock = createFakeClock({ nowMs: 7 });
    const [first] = keyValueStoreContract;
    const seen: number[] = [];
    await first?.run(
      (setting) => {
        seen.push(setting.clock.now());
        return mapStore(setting);
      },
      { time: { clock, elapse: (ms) => clock.advance(ms) } },
    );
    expect(seen).toEqual([7]);
  });
});
