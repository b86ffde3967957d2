import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  keyValueStoreContract,
  keyValueStoreOutageContract,
  pubSubContract,
  pubSubOutageContract,
  realTime,
} from '@toolwright/testing';
import type { Outage } from '@toolwright/testing';
import { startRedis, startRedisCluster } from '@toolwright/testing/redis';
import type { RedisFixture } from '@toolwright/testing/redis';
import { afterAll, describe, it } from 'vitest';
import { createMemoryPubSub } from './memory/memory-pub-sub.ts';
import { createMemoryStore } from './memory/memory-store.ts';
import { createRedisPubSub } from './redis/redis-pub-sub.ts';
import { createRedisStore } from './redis/redis-store.ts';
import { createSqliteStore } from './sqlite/sqlite-store.ts';
import { withPrefix } from './with-prefix.ts';

const [redis, cluster, directory] = await Promise.all([
  startRedis(),
  startRedisCluster(),
  mkdtemp(join(tmpdir(), 'toolwright-store-')),
]);
const closing: AsyncDisposable[] = [];
let made = 0;

/** Remembers what is to be closed in the end, and gives every case keys of its own. */
function fresh<T extends AsyncDisposable>(make: (name: string) => T): T {
  made += 1;
  const subject = make(`case-${made}:`);
  closing.push(subject);
  return subject;
}

afterAll(async () => {
  await Promise.all(closing.map((subject) => subject[Symbol.asyncDispose]()));
  await Promise.all([redis?.stop(), cluster?.stop()]);
  await rm(directory, { recursive: true });
});

describe('a memory store keeps the contract', () => {
  it.each(keyValueStoreContract)('$name', (promise) =>
    promise.run(({ clock }) => createMemoryStore({ clock })),
  );
});

describe('a store behind a prefix keeps the contract', () => {
  it.each(keyValueStoreContract)('$name', (promise) =>
    promise.run(({ clock }) => withPrefix(createMemoryStore({ clock }), 'inside:')),
  );
});

describe('a SQLite store keeps the contract', () => {
  it.each(keyValueStoreContract)('$name', (promise) =>
    promise.run(({ clock, random }) =>
      fresh((name) => createSqliteStore({ path: join(directory, `${name}.db`), clock, random })),
    ),
  );
});

describe.runIf(redis).concurrent(`a Redis store keeps the contract, on ${redis?.title ?? 'no Redis'}`, () => {
  const connection = { url: redis?.url ?? '' };
  // The cursor of js-redis-server counts keys, so that a delete during a scan makes it skip some.
  const skipsKeys = redis?.kind === 'js-redis-server';
  const promises = keyValueStoreContract.filter(({ name }) => !(skipsKeys && name.startsWith('never skips')));
  it.each(promises)('$name', (promise) =>
    promise.run(() => fresh((prefix) => createRedisStore({ connection, prefix })), { time: realTime }),
  );
});

describe.runIf(cluster).concurrent(`a Redis store keeps the contract, on ${cluster?.title ?? 'none'}`, () => {
  const connection = { cluster: cluster?.nodes ?? [] };
  it.each(keyValueStoreContract)('$name', (promise) =>
    promise.run(() => fresh((prefix) => createRedisStore({ connection, prefix })), { time: realTime }),
  );
});

describe('a memory pub/sub keeps the contract', () => {
  it.each(pubSubContract)('$name', (promise) => promise.run(() => createMemoryPubSub()));
});

describe
  .runIf(redis)
  .concurrent(`a Redis pub/sub keeps the contract, on ${redis?.title ?? 'no Redis'}`, () => {
    const connection = { url: redis?.url ?? '' };
    it.each(pubSubContract)('$name', (promise) =>
      promise.run(() => fresh((prefix) => createRedisPubSub({ connection, prefix })), { time: realTime }),
    );
  });

describe
  .runIf(cluster)
  .concurrent(`a Redis pub/sub keeps the contract, on ${cluster?.title ?? 'none'}`, () => {
    const connection = { cluster: cluster?.nodes ?? [] };
    it.each(pubSubContract)('$name', (promise) =>
      promise.run(() => fresh((prefix) => createRedisPubSub({ connection, prefix })), { time: realTime }),
    );
  });

// A server of its own, so that the cases above do not notice.
const broken = await startRedis();
afterAll(() => broken?.stop());

describe.runIf(broken?.faults)(
  `adapters keep the contract of outages, on ${broken?.title ?? 'no Redis'}`,
  () => {
    const connection = { url: broken?.url ?? '' };
    const timeoutMs = 200;

    it.each(keyValueStoreOutageContract)('a store $name', (promise) =>
      promise.run(
        () => {
          const store = fresh((prefix) => createRedisStore({ connection, prefix, timeoutMs }));
          return pausing({ fixture: broken, subject: store, timeoutMs, ask: () => store.get('any') });
        },
        { time: realTime },
      ),
    );

    it.each(pubSubOutageContract)('a pub/sub $name', (promise) =>
      promise.run(
        () => {
          const pubSub = fresh((prefix) =>
            createRedisPubSub({ connection, prefix, timeoutMs, heartbeatMs: 50 }),
          );
          return restarting({
            fixture: broken,
            subject: pubSub,
            timeoutMs,
            ask: () => pubSub.publish('any', ''),
          });
        },
        { time: realTime },
      ),
    );
  },
);

interface Lossless<T> {
  readonly fixture: RedisFixture | undefined;
  readonly subject: T;
  readonly timeoutMs: number;
  /** Rejects while the subject cannot reach its server. */
  readonly ask: () => Promise<unknown>;
}

/** Connections stay, and nothing answers. */
function pausing<T>(outage: Lossless<T>): Outage<T> {
  const { fixture, ask } = outage;
  return {
    ...outage,
    lose: () => fixture?.faults?.pause(),
    async restore() {
      fixture?.faults?.resume();
      await answers(ask);
    },
  };
}

/** Connections break, and are refused. */
function restarting<T>(outage: Lossless<T>): Outage<T> {
  const { fixture, ask } = outage;
  return {
    ...outage,
    lose: () => fixture?.faults?.stop(),
    async restore() {
      await fixture?.faults?.start();
      await answers(ask);
    },
  };
}

async function answers(ask: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await ask();
      return;
    } catch {
      await realTime.elapse(10);
    }
  }
}
