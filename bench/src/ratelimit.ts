import { createHash } from 'node:crypto';
import { systemClock } from '@toolwright/core';
import { createRateLimiter, tokenBucket } from '@toolwright/ratelimit';
import { redisStore } from '@toolwright/ratelimit/redis';
import { startRedis } from '@toolwright/testing/redis';
import { Ratelimit } from '@upstash/ratelimit';
import { MemoryStore } from 'express-rate-limit';
import { Redis } from 'ioredis';
import { RedisStore } from 'rate-limit-redis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import { machine, measure, median, printTable, repeat } from './harness.ts';

// What a decision costs: in memory beside a bare awaited call, in Redis as decisions per second with 64 in flight.

const much = 1_000_000_000;
const keys = Array.from({ length: 100_000 }, (_, index) => `user:${index}`);
// A stride that shares no factor with the number of keys: every key in turn, no two neighbours.
const stride = 7_919;

function cycle(of: readonly string[]): () => string {
  let place = 0;
  return () => of[(place = (place + stride) % of.length)]!;
}

async function bare(): Promise<void> {}

async function swallow(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch {
    // rate-limiter-flexible rejects a refusal: what is measured.
  }
}

async function inMemory(): Promise<void> {
  const bucket = (limit: number, windowMs: number) =>
    createRateLimiter({ policies: [tokenBucket({ limit, windowMs })] });
  const one = bucket(much, 1_000);
  const plain = createRateLimiter({
    policies: [tokenBucket({ limit: much, windowMs: 1_000 })],
    clock: systemClock,
  });
  const many = bucket(much, 1_000_000_000);
  const spent = bucket(1, 3_600_000);
  await spent.consume('key');
  const next = cycle(keys);
  const map = new Map(keys.map((key) => [key, 0]));
  const flexible = new RateLimiterMemory({ points: much, duration: 3_600 });
  const flexibleMany = new RateLimiterMemory({ points: much, duration: 3_600 });
  const flexibleSpent = new RateLimiterMemory({ points: 1, duration: 3_600 });
  await flexibleSpent.consume('key');
  const express = new MemoryStore();
  express.init({ windowMs: 3_600_000 } as Parameters<MemoryStore['init']>[0]);
  const rows = await measure([
    { name: 'bare awaited call', run: repeat(bare) },
    { name: 'one key', goal: '≤ 2.5', run: repeat(() => one.consume('key')) },
    { name: 'one key, no reading of the clock shared', run: repeat(() => plain.consume('key')) },
    { name: '100 000 keys', goal: '≤ 9', run: repeat(() => many.consume(next())) },
    {
      name: 'a Map of 100 000 keys, get and set: what none can do without',
      run: repeat(() => countIn(map, next())),
    },
    { name: 'a refusal', goal: '≤ 3', run: repeat(() => spent.consume('key')) },
    { name: 'rate-limiter-flexible, one key', run: repeat(() => flexible.consume('key')) },
    { name: 'rate-limiter-flexible, 100 000 keys', run: repeat(() => flexibleMany.consume(next())) },
    {
      name: 'rate-limiter-flexible, a refusal',
      run: repeat(() => swallow(() => flexibleSpent.consume('key'))),
    },
    { name: 'express-rate-limit, its memory store', run: repeat(() => express.increment('key')) },
  ]);
  printTable('A decision in memory', rows);
  express.shutdown();
}

function countIn(map: Map<string, number>, key: string): number {
  const count = (map.get(key) ?? 0) + 1;
  map.set(key, count);
  return count;
}

interface Peer {
  readonly name: string;
  readonly decide: (key: string) => unknown;
}

async function overRedis(): Promise<void> {
  const fixture = await startRedis();
  if (fixture === undefined) return console.log('\nNo Redis here: left out the decisions in Redis.');
  const client = new Redis(fixture.url);
  const pipelining = new Redis(fixture.url, { enableAutoPipelining: true });
  const store = redisStore({ client, timeoutMs: 5_000 });
  const ours = createRateLimiter({
    policies: [tokenBucket({ limit: much, windowMs: 1_000_000_000 })],
    store,
  });
  const flexible = new RateLimiterRedis({ storeClient: client, points: much, duration: 3_600 });
  const limitRedis = new RedisStore({
    sendCommand: (command: string, ...args: string[]) => client.call(command, ...args) as Promise<number>,
  });
  await limitRedis.init({ windowMs: 3_600_000 } as Parameters<RedisStore['init']>[0]);
  const upstash = new Ratelimit({
    redis: upstashOver(pipelining),
    limiter: Ratelimit.fixedWindow(much, '1 h'),
    ephemeralCache: false,
  });
  const peers: readonly Peer[] = [
    { name: 'ours', decide: (key) => ours.consume(key) },
    { name: 'rate-limiter-flexible', decide: (key) => flexible.consume(key) },
    { name: 'rate-limit-redis', decide: (key) => limitRedis.increment(key) },
    { name: '@upstash/ratelimit', decide: (key) => upstash.limit(key) },
  ];
  console.log(`\n### Decisions in Redis (${fixture.title}), 64 in flight, goal: ≥ 2 × the best peer`);
  for (const count of [1, 10_000]) {
    console.log(`\n| over ${count} keys | decisions/s | Node CPU per decision |\n|---|---:|---:|`);
    for (const [name, rates, cpus] of await interleaved(peers, cycle(keys.slice(0, count)))) {
      const rate = Math.round(median(rates)).toLocaleString('en');
      console.log(`| ${name} | ${rate} | ${median(cpus).toFixed(2)} µs |`);
    }
  }
  client.disconnect();
  pipelining.disconnect();
  await fixture.stop();
}

// What @upstash/ratelimit asks of its own client, over a connection instead of HTTP, and without the first line of its
// scripts, a flag that only its own servers know.
function upstashOver(client: Redis): ConstructorParameters<typeof Ratelimit>[0]['redis'] {
  const digestOf = (text: string) => createHash('sha1').update(text).digest('hex');
  const plainDigests = new Map<string, string>();
  const asked = {
    evalsha: (digest: string, names: string[], args: unknown[]) =>
      client.evalsha(plainDigests.get(digest) ?? digest, names.length, ...names, ...args.map(String)),
    eval: (script: string, names: string[], args: unknown[]) => {
      const plain = script.replace(/^#!.*\n/, '');
      plainDigests.set(digestOf(script), digestOf(plain));
      return client.eval(plain, names.length, ...names, ...args.map(String));
    },
    get: (key: string) => client.get(key),
    set: (key: string, value: string) => client.set(key, value),
  };
  return asked as unknown as ConstructorParameters<typeof Ratelimit>[0]['redis'];
}

type Rates = readonly [name: string, perSecond: number[], cpuMicroseconds: number[]];

async function interleaved(peers: readonly Peer[], next: () => string): Promise<readonly Rates[]> {
  const results = peers.map(({ name }): Rates => [name, [], []]);
  for (let round = 0; round < 6; round += 1) {
    for (const [index, { decide }] of peers.entries()) {
      const count = 64 * 1_000;
      const cpu = process.cpuUsage();
      const start = performance.now();
      await Promise.all(
        Array.from({ length: 64 }, async () => {
          for (let call = 0; call < 1_000; call += 1) await decide(next());
        }),
      );
      const seconds = (performance.now() - start) / 1_000;
      const { user, system } = process.cpuUsage(cpu);
      // The first round loads scripts and compiles.
      if (round === 0) continue;
      results[index]![1].push(count / seconds);
      results[index]![2].push((user + system) / count);
    }
  }
  return results;
}

console.log(machine());
await inMemory();
await overRedis();
