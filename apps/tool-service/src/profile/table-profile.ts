import { ToolError } from '@toolwright/core';
import { ColumnProfile } from './column-profile.ts';
import type { ColumnSummary } from './column-profile.ts';
import { CsvRows } from './csv-rows.ts';
import { JsonLines } from './json-lines.ts';

/** How a table is written. */
export interface TableFormat {
  readonly format: 'csv' | 'ndjson';
  readonly delimiter: string;
}

/** What is known of a table. */
export interface TableSummary {
  readonly rows: number;
  /** Rows of another number of fields than the header, and lines that are no JSON object. */
  readonly oddRows: number;
  readonly columns: readonly ColumnSummary[];
}

/** Gathers what is known of a table that comes in pieces of text. */
export interface TableProfile {
  /** Throws `INVALID_INPUT` for a row that is too long or a table that is too wide. */
  push(text: string): void;
  end(): void;
  summary(): TableSummary;
}

const mostColumns = 500;

/** Starts a profile. */
export function createTableProfile({ format, delimiter }: TableFormat): TableProfile {
  return format === 'csv' ? new CsvProfile(new CsvRows(delimiter)) : new JsonProfile(new JsonLines());
}

class CsvProfile implements TableProfile {
  readonly #source: CsvRows;
  #columns: ColumnProfile[] | undefined;
  #rows = 0;
  #odd = 0;

  constructor(source: CsvRows) {
    this.#source = source;
  }

  push(text: string): void {
    for (const row of this.#source.push(text)) this.#add(row);
  }

  end(): void {
    const last = this.#source.end();
    if (last !== undefined) this.#add(last);
  }

  summary(): TableSummary {
    const columns = (this.#columns ?? []).map((column) => column.summary(this.#rows));
    return { rows: this.#rows, oddRows: this.#odd, columns };
  }

  #add(row: readonly string[]): void {
    if (this.#columns === undefined) {
      checkWidth(row.length);
      // What a byte order mark stands before is the first name.
      this.#columns = row.map((name, index) => {
        const clean = index === 0 ? name.replace(/^\uFEFF/, '') : name;
        return new ColumnProfile(clean.slice(0, 200) || `column ${index + 1}`, 0);
      });
      return;
    }
    this.#rows += 1;
    if (row.length !== this.#columns.length) this.#odd += 1;
    for (const [index, column] of this.#columns.entries()) column.add(row[index] ?? '');
  }
}

class JsonProfile implements TableProfile {
  readonly #source: JsonLines;
  readonly #columns = new Map<string, ColumnProfile>();
  #rows = 0;
  #odd = 0;

  constructor(source: JsonLines) {
    this.#source = source;
  }

  push(text: string): void {
    for (const row of this.#source.push(text)) this.#add(row);
  }

  end(): void {
    for (const row of this.#source.end()) this.#add(row);
  }

  summary(): TableSummary {
    const columns = [...this.#columns.values()].map((column) => column.summary(this.#rows));
    return { rows: this.#rows, oddRows: this.#odd, columns };
  }

  #add(row: Readonly<Record<string, unknown>> | undefined): void {
    this.#rows += 1;
    if (row === undefined) {
      this.#odd += 1;
      return;
    }
    for (const [name, value] of Object.entries(row)) this.#column(name).add(textOf(value));
  }

  #column(name: string): ColumnProfile {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    checkWidth(this.#columns.size + 1);
    const column = new ColumnProfile(name.slice(0, 200), 0);
    this.#columns.set(name, column);
    return column;
  }
}

function checkWidth(columns: number): void {
  if (columns <= mostColumns) return;
  throw new ToolError('INVALID_INPUT', `The table has more than ${mostColumns} columns`);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
