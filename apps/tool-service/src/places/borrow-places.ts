import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openPlaces } from './places-database.ts';

/** Lets the data folder `to` use the places of `from`, which are built there if they are not yet: for runs that leave nothing behind. */
export async function borrowPlaces(from: string, to: string): Promise<void> {
  const places = await openPlaces(from, new AbortController().signal);
  places.close();
  for (const name of readdirSync(from).filter((file) => /^places-.*\.sqlite$/.test(file)))
    symlinkSync(join(from, name), join(to, name));
}
