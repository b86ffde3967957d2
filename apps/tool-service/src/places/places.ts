import type { Clock } from '@toolwright/core';
import { createThreadPool } from '../threads/thread-pool.ts';
import type { ThreadPool } from '../threads/thread-pool.ts';
import type { DistantPlace, NearbyQuery } from './nearest-places.ts';
import { openPlacesFile, placesFile } from './places-database.ts';
import type { PlacesDatabase } from './places-database.ts';

/** How many connections look for places at a time, each on a thread of its own. */
export interface PlacesPoolOptions {
  /** Connections that stay once they were needed. */
  readonly min: number;
  readonly max: number;
  /** How long a connection beyond `min` may rest before it is closed. */
  readonly idleMs: number;
  readonly clock: Clock;
}

/** What the tools ask of the places. */
export interface Places extends Pick<PlacesDatabase, 'search'> {
  /**
   * The places nearest to each point. Takes up to tens of milliseconds for a point, so it is done off the main thread;
   * rejects as `ThreadPool.run` does.
   */
  nearest(
    queries: readonly NearbyQuery[],
    signal: AbortSignal,
  ): Promise<readonly (readonly DistantPlace[])[]>;
  close(): Promise<void>;
}

const maxQueue = 1_000;

/** Opens the places in `folder`, building them there the first time. A search is quick enough to be made here and now. */
export async function openPlaces(
  folder: string,
  signal: AbortSignal,
  { clock, ...bounds }: PlacesPoolOptions,
): Promise<Places> {
  const path = await placesFile(folder, signal);
  const database = openPlacesFile(path);
  const pool: ThreadPool<readonly NearbyQuery[], readonly (readonly DistantPlace[])[]> = createThreadPool({
    script: new URL('places-thread.ts', import.meta.url),
    data: path,
    maxQueue,
    clock,
    ...bounds,
  });
  return {
    search: (query) => database.search(query),
    nearest: (queries, caller) => pool.run(queries, caller),
    async close() {
      await pool.close();
      database.close();
    },
  };
}
