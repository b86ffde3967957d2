import { ToolError } from '@toolwright/core';

const longestLine = 1_048_576;

/** Reads JSON objects, one a line, that come in pieces; `undefined` stands for a line that is something else. */
export class JsonLines {
  #rest = '';

  /** The objects that the piece completes. Throws `INVALID_INPUT` for a line of more than a mebibyte. */
  *push(text: string): Generator<Readonly<Record<string, unknown>> | undefined, void, void> {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > longestLine) {
      throw new ToolError('INVALID_INPUT', `A line has more than ${longestLine} characters`);
    }
    for (const line of lines) if (line.trim() !== '') yield objectIn(line);
  }

  /** The object of the last line, where no line end follows it. */
  *end(): Generator<Readonly<Record<string, unknown>> | undefined, void, void> {
    if (this.#rest.trim() !== '') yield objectIn(this.#rest);
    this.#rest = '';
  }
}

function objectIn(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
