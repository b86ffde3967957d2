import { ToolError } from '@toolwright/core';

const longestRow = 1_048_576;
const [lineFeed, carriageReturn, quote] = [10, 13, 34];

/** Splits CSV (RFC 4180, any line ends) that comes in pieces into rows of fields. */
export class CsvRows {
  readonly #delimiter: number;
  #row: string[] = [];
  #field = '';
  /** Inside quotes; just after a quote inside quotes, which may be doubled; or neither. */
  #state: 'plain' | 'quoted' | 'after-quote' = 'plain';
  #started = false;
  #size = 0;

  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** The rows that the piece completes. Throws `INVALID_INPUT` for a row of more than a mebibyte. */
  *push(text: string): Generator<readonly string[], void, void> {
    let from = 0;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (this.#state === 'quoted') {
        if (code !== quote) continue;
        this.#take(text, from, index);
        this.#state = 'after-quote';
        from = index + 1;
      } else if (code === quote && (this.#state === 'after-quote' || this.#isFresh(from, index))) {
        // A quote after a quote is one that was doubled.
        if (this.#state === 'after-quote') this.#field += '"';
        this.#state = 'quoted';
        this.#started = true;
        from = index + 1;
      } else if (code === this.#delimiter || code === lineFeed || code === carriageReturn) {
        this.#take(text, from, index);
        from = index + 1;
        if (code === this.#delimiter) this.#endField();
        else if (this.#hasContent()) yield this.#endRow();
      }
    }
    this.#take(text, from, text.length);
  }

  /** The last row, where no line end follows it. */
  end(): readonly string[] | undefined {
    return this.#hasContent() ? this.#endRow() : undefined;
  }

  #isFresh(from: number, index: number): boolean {
    return from === index && this.#field === '' && !this.#started;
  }

  #hasContent(): boolean {
    return this.#started || this.#field !== '' || this.#row.length > 0;
  }

  #take(text: string, from: number, to: number): void {
    this.#field += text.slice(from, to);
    this.#size += to - from;
    if (this.#size <= longestRow) return;
    throw new ToolError('INVALID_INPUT', `A row has more than ${longestRow} characters: is a quote missing?`);
  }

  #endField(): void {
    this.#row.push(this.#field);
    this.#field = '';
    this.#state = 'plain';
    this.#started = false;
  }

  #endRow(): readonly string[] {
    this.#endField();
    const row = this.#row;
    this.#row = [];
    this.#size = 0;
    return row;
  }
}
