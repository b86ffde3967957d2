export { createSqliteFile } from './sqlite-file.ts';
export type { HeldFile, SqliteFile, SqliteRunOptions } from './sqlite-file.ts';
