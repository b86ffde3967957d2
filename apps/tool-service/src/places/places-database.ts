import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';

// Raise the last number when the tables change: an older file is then left alone and a new one is built.
const fileName = 'places-3.1.0-2.sqlite';

/** A city, town or village of GeoNames. */
export interface Place {
  /** GeoNames' own. */
  readonly id: number;
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** GeoNames' code of the region within the country. */
  readonly region: string;
  readonly population: number;
  readonly latitude: number;
  readonly longitude: number;
}

/** What to look for. */
export interface PlaceQuery {
  /** Beginnings of words of the name; accents and case do not matter. */
  readonly name?: string | undefined;
  readonly country?: string | undefined;
  readonly limit: number;
  /** The rank after which to go on. */
  readonly afterRank: number;
}

/** A place and its rank by population, from 1. */
export type RankedPlace = Place & { readonly rank: number };

/** A part of the earth between two parallels and two meridians, in degrees. */
export interface Box {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

/** 135 000 real places, most populous first. */
export interface PlacesDatabase {
  search(query: PlaceQuery): readonly RankedPlace[];
  /** Every place of that size whose position is in the box or on its edge, in no order. `west` is at most `east`. */
  within(box: Box, minPopulation: number): readonly Place[];
  close(): void;
}

/** The places in `folder`; builds them there the first time (a few seconds, in a process of its own). */
export async function placesFile(folder: string, signal: AbortSignal): Promise<string> {
  const path = join(folder, fileName);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    await buildIn(path, signal);
  }
  return path;
}

/** Opens a file of places. */
export function openPlacesFile(path: string): PlacesDatabase {
  const database = new DatabaseSync(path, { readOnly: true });
  const fields = 'id, name, country, region, population, latitude, longitude';
  const columns = `rowid AS rank, ${fields}`;
  const page = 'ORDER BY rowid LIMIT ?';
  const byName = database.prepare(
    `SELECT ${columns} FROM places WHERE rowid IN
      (SELECT rowid FROM names WHERE names MATCH ? AND rowid > ? ${page}) ${page}`,
  );
  const byCountry = database.prepare(`SELECT ${columns} FROM places WHERE country = ? AND rowid > ? ${page}`);
  const everywhere = database.prepare(`SELECT ${columns} FROM places WHERE rowid > ? ${page}`);
  // The R*Tree keeps 32-bit floats, rounded outwards: it finds a few too many, never too few.
  const inBox = database.prepare(
    `SELECT ${fields} FROM positions JOIN places ON places.rowid = positions.place
      WHERE north >= ? AND south <= ? AND east >= ? AND west <= ? AND population >= ?`,
  );
  return {
    within: ({ south, north, west, east }, minPopulation) =>
      inBox.all(south, north, west, east, minPopulation).map((row) => ({ ...row })) as unknown as Place[],
    search({ name, country, limit, afterRank }) {
      const match = name === undefined ? undefined : matchOf(name, country);
      if (match !== undefined) return rows(byName, match, afterRank, limit, limit);
      return country === undefined
        ? rows(everywhere, afterRank, limit)
        : rows(byCountry, country, afterRank, limit);
    },
    close: () => database.close(),
  };
}

function rows(statement: StatementSync, ...values: readonly (string | number)[]): readonly RankedPlace[] {
  return statement.all(...values).map((row) => ({ ...row })) as unknown as RankedPlace[];
}

/** The full-text query of a name: each word the beginning of one; quoted, so that nothing of it is syntax. */
function matchOf(name: string, country: string | undefined): string | undefined {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  if (words.length === 0) return undefined;
  const match = words.map((word) => `name : "${word}" *`).join(' AND ');
  return country === undefined ? match : `${match} AND country : "${country}"`;
}

function buildIn(path: string, signal: AbortSignal): Promise<void> {
  const script = fileURLToPath(new URL('build-places.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--no-warnings', script, path], {
      signal,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-2_000)));
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`Building ${path} failed (exit code ${String(code)}): ${said}`));
    });
  });
}
