// Run as a process of its own: begins to write to a store's file, says so, and never ends.
import { DatabaseSync } from 'node:sqlite';

const [path = ''] = process.argv.slice(2);
const database = new DatabaseSync(path);
database.exec(`BEGIN IMMEDIATE; INSERT INTO toolwright_store VALUES (x'68616c66', x'78', NULL)`);
process.on('disconnect', () => process.exit());
process.send?.('holding');
