import { canonicalJson, invalidOption, systemClock, systemRandom, ToolError } from '@toolwright/core';
import type { AuditSink, Clock, JsonObject, KeyValueStore, Random, Ttl } from '@toolwright/core';

/** Where records are kept. */
export interface KeyValueAuditSinkOptions {
  readonly store: KeyValueStore;
  /** What the records' keys start with; nothing else may. @default 'audit:' */
  readonly prefix?: string;
  /** How long records are kept. @default 'forever' */
  readonly ttl?: Ttl;
  /** @default systemClock */
  readonly clock?: Clock;
  /** @default systemRandom */
  readonly random?: Random;
}

// 15 digits of milliseconds reach the year 33 658, 16 every safe integer: keys sort as their records were written.
const digits = { stamp: 15, number: 16 };
const readAtOnce = 100;

/**
 * Keeps records in any {@link KeyValueStore}, one key each, and never overwrites one. The keys of one sink sort in the
 * order written; {@link readAuditStore} reads them back.
 *
 * @throws `INVALID_OPTIONS` for a store that is none, or an empty prefix.
 */
export function keyValueAuditSink(options: KeyValueAuditSinkOptions): AuditSink {
  const { store, prefix = 'audit:', ttl = 'forever', clock = systemClock, random = systemRandom } = options;
  if (typeof store?.compareAndSet !== 'function') throw invalidOption('store', 'a KeyValueStore', store);
  if (typeof prefix !== 'string' || prefix === '') throw invalidOption('prefix', 'a text', prefix);
  const stamp = String(clock.now()).padStart(digits.stamp, '0');
  const own = `${prefix}${stamp}-${Buffer.from(random.bytes(6)).toString('hex')}:`;
  let written = 0;
  return {
    async write(record, { signal } = {}) {
      signal?.throwIfAborted();
      written += 1;
      const key = own + String(written).padStart(digits.number, '0');
      const isKept = await store.compareAndSet(key, undefined, canonicalJson(record), ttl);
      if (!isKept) {
        throw new ToolError('STORE_UNAVAILABLE', `The audit record "${key}" is in the store already`, {
          retryable: false,
          details: { committed: 'no' },
        });
      }
    },
  };
}

/** The records of a store, each sink's in the order written. Rejects as the store does, or with the signal's reason. */
export async function* readAuditStore(
  store: KeyValueStore,
  options: { readonly prefix?: string; readonly signal?: AbortSignal } = {},
): AsyncGenerator<JsonObject, void, void> {
  const { prefix = 'audit:', signal } = options;
  const found = new Set<string>();
  for await (const key of store.scan(prefix, signal === undefined ? {} : { signal })) found.add(key);
  const keys = [...found].toSorted();
  for (let from = 0; from < keys.length; from += readAtOnce) {
    signal?.throwIfAborted();
    for (const text of await store.getMany(keys.slice(from, from + readAtOnce))) {
      if (text !== undefined) yield parsed(text);
    }
  }
}

/** What is no JSON object is read as an empty one, which no verification takes for a record. */
function parsed(text: string): JsonObject {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}
