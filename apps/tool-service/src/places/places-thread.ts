// A thread of the places' pool: has a connection of its own, and answers each message in order.
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadAnswer } from '../threads/thread-pool.ts';
import { nearestPlaces } from './nearest-places.ts';
import type { NearbyQuery } from './nearest-places.ts';
import { openPlacesFile } from './places-database.ts';

const places = openPlacesFile(String(workerData));

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.on('message', (queries: readonly NearbyQuery[]) => parentPort?.postMessage(answerTo(queries)));

function answerTo(queries: readonly NearbyQuery[]): ThreadAnswer {
  try {
    return { value: queries.map((query) => nearestPlaces(places, query)) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
