import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { forEachBounded, systemClock } from '@toolwright/core';
import { nearestPlaces } from '../../apps/tool-service/src/places/nearest-places.ts';
import { openPlacesFile, placesFile } from '../../apps/tool-service/src/places/places-database.ts';
import { openPlaces } from '../../apps/tool-service/src/places/places.ts';
import { machine } from './harness.ts';

// What others wait for while somebody looks around 200 points in the thick of Europe: on the main thread, with a turn for
// others after each point, and on the threads of the pool. A search that is due every 5 ms stands for the others.

const points = 200;
const everyMs = 5;
const together = 10;

const folder = fileURLToPath(new URL('../../apps/tool-service/data', import.meta.url));
const { signal } = new AbortController();
const database = openPlacesFile(await placesFile(folder, signal));
const places = await openPlaces(folder, signal, { min: 0, max: 20, idleMs: 30_000, clock: systemClock });
const wide = { radiusKm: 500, beyondKm: 0, limit: 5, minPopulation: 1_000_000 };
const queries = Array.from({ length: points }, (_, index) => ({
  latitude: 47 + (index % 20) / 4,
  longitude: 4 + index / 20,
  ...wide,
}));
const parts = Array.from({ length: points / together }, (_, part) =>
  queries.slice(part * together, (part + 1) * together),
);

const ways: Readonly<Record<string, () => Promise<unknown>>> = {
  'nobody else': () => sleep(1_000),
  'main thread': async () => {
    for (const query of queries) {
      nearestPlaces(database, query);
      await nextTurn();
    }
  },
  'pool, 1 at once': () => onThreads(1),
  'pool, 2 at once': () => onThreads(2),
  'pool, 4 at once': () => onThreads(4),
  'pool, 20 at once': () => onThreads(20),
};

function onThreads(concurrency: number): Promise<unknown> {
  return forEachBounded(parts, (part) => places.nearest(part, signal), { concurrency });
}

/** How late searches are that are due at a steady rate, in milliseconds, sorted. */
async function lateness(until: Promise<unknown>): Promise<readonly number[]> {
  const late: number[] = [];
  const state = { over: false };
  void until.finally(() => (state.over = true));
  for (let dueMs = performance.now() + everyMs; !state.over; dueMs += everyMs) {
    const earlyMs = dueMs - performance.now();
    if (earlyMs > 0) await sleep(earlyMs);
    database.search({ name: 'san fra', limit: 10, afterRank: 0 });
    late.push(Math.max(0, performance.now() - dueMs));
    await nextTurn();
  }
  return late.toSorted((a, b) => a - b);
}

// The threads are there, and the file is in memory.
await onThreads(20);
console.log(machine());
console.log(`\n### places.nearby: what a search waits for while somebody looks around ${points} points\n`);
console.log('| where the looking is done | it takes | p50 ms | p99 ms | max ms |\n|---|---:|---:|---:|---:|');
for (const [name, way] of Object.entries(ways)) {
  const startMs = performance.now();
  const late = await lateness(way());
  const tookMs = performance.now() - startMs;
  const at = (share: number): string =>
    (late[Math.floor((late.length - 1) * share)] ?? Number.NaN).toFixed(1);
  console.log(`| ${name} | ${tookMs.toFixed(0)} ms | ${at(0.5)} | ${at(0.99)} | ${at(1)} |`);
}
await places.close();
database.close();
