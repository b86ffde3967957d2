import { symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { placesFile } from './places-database.ts';

/** Lets the data folder `to` use the places of `from`, which are built there if they are not yet: for runs that leave nothing behind. */
export async function borrowPlaces(from: string, to: string): Promise<void> {
  const file = await placesFile(from, new AbortController().signal);
  symlinkSync(file, join(to, basename(file)));
}
