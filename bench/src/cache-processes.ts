// A cold key in four processes at once, a thousand callers in each, over one Redis: how often its 20 ms loader runs, and
// when the last caller has its answer. Run with a Redis' address it is one of the four.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as elapse } from 'node:timers/promises';
import { createCache } from '@toolwright/cache';
import { createRedisPubSub, createRedisStore } from '@toolwright/store/redis';
import { startRedis } from '@toolwright/testing/redis';
import { machine, median } from './harness.ts';

interface Answer {
  readonly loads: number;
  readonly ms: number;
}

const callers = 1_000;
const rounds = 7;

async function answerCalls(url: string): Promise<void> {
  const store = createRedisStore({ connection: { url } });
  const pubSub = createRedisPubSub({ connection: { url } });
  const cache = createCache({ levels: [{ store }], pubSub });
  await cache.ready;
  let loads = 0;
  const load = async (): Promise<number> => {
    loads += 1;
    await elapse(20);
    return process.pid;
  };
  process.on('disconnect', () => process.exit());
  process.on('message', (key: string) => {
    const loadsBefore = loads;
    const start = performance.now();
    const calls = Array.from({ length: callers }, async () => cache.getOrSet(key, load));
    void Promise.all(calls).then(() =>
      process.send?.({ loads: loads - loadsBefore, ms: performance.now() - start }),
    );
  });
  process.send?.('ready');
}

async function measureProcesses(url: string): Promise<void> {
  const four = Array.from({ length: 4 }, () => fork(import.meta.filename, [url]));
  await Promise.all(four.map((child) => once(child, 'message')));
  const loads: number[] = [];
  const last: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const told = four.map((child) => once(child, 'message'));
    for (const child of four) child.send(`cold-${round}`);
    const answers = (await Promise.all(told)).map(([answer]) => answer as Answer);
    loads.push(answers.reduce((sum, answer) => sum + answer.loads, 0));
    last.push(Math.max(...answers.map(({ ms }) => ms)));
  }
  for (const child of four) child.disconnect();
  console.log('\n### A cold key, four processes with 1 000 callers each, 20 ms loader\n');
  console.log('| loads in each round (goal: 1) | the last caller is answered after |\n|---|---:|');
  console.log(`| ${loads.join(', ')} | ${median(last).toFixed(1)} ms |`);
}

const [url] = process.argv.slice(2);
if (url !== undefined) {
  await answerCalls(url);
} else {
  console.log(machine());
  const redis = await startRedis();
  if (redis === undefined) console.log('\nNo Redis: nothing to measure.');
  else await measureProcesses(redis.url);
  await redis?.stop();
}
