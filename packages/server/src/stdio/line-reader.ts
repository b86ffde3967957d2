const newline = 10;

/** One line without its end; `undefined`: it was longer than allowed, and has been dropped. */
export type Line = Uint8Array | undefined;

/** Cuts a stream of bytes into lines, and holds one line at most of what has no end yet. */
export class LineReader {
  readonly #mostBytes: number;
  #parts: Uint8Array[] = [];
  #size = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Takes what has arrived; the lines that end in it. */
  take(bytes: Uint8Array): readonly Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, from)) {
      this.#add(bytes.subarray(from, end));
      lines.push(this.#line());
      from = end + 1;
    }
    this.#add(bytes.subarray(from));
    return lines;
  }

  /** The line that the end of the stream ends, if there is one. */
  end(): readonly Line[] {
    return this.#size === 0 ? [] : [this.#line()];
  }

  #add(part: Uint8Array): void {
    this.#size += part.length;
    if (this.#size > this.#mostBytes) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  #line(): Line {
    const [parts, size] = [this.#parts, this.#size];
    this.#parts = [];
    this.#size = 0;
    if (size > this.#mostBytes) return undefined;
    return parts.length === 1 ? parts[0] : Buffer.concat(parts, size);
  }
}
