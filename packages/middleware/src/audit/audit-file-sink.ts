import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { canonicalJson, invalidOption, numberOption, ToolError } from '@toolwright/core';
import type { AuditSink } from '@toolwright/core';

/** Where records are kept. */
export interface AuditFileSinkOptions {
  /** The file, one JSON record in each line; made, for its owner only, where there is none. */
  readonly path: string;
  /** How many records may wait for the disk, at least 1; a write above that rejects. @default 10_000 */
  readonly maxPending?: number;
}

/** A file to write to. */
export interface AuditFileSink extends AuditSink {
  /** Waits for the writes under way and closes the file; later writes reject. Twice is once. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Appends records to a file and resolves when they are on the disk (`fdatasync`); records that wait at the same time
 * share one. After a crash or a failed write the torn line stays for itself, and the next record begins a new line.
 *
 * @throws `INVALID_OPTIONS` for a bad path or bound.
 */
export function auditFileSink(options: AuditFileSinkOptions): AuditFileSink {
  if (typeof options.path !== 'string' || options.path === '')
    throw invalidOption('path', 'the path of a file', options.path);
  const maxPending = numberOption('maxPending', options.maxPending ?? 10_000, { min: 1, integer: true });
  return new FileSink(options.path, maxPending);
}

interface Line {
  readonly text: string;
  readonly signal: AbortSignal | undefined;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

class FileSink implements AuditFileSink {
  readonly #path: string;
  readonly #maxPending: number;
  #lines: Line[] = [];
  #file: Promise<FileHandle> | undefined;
  #writing: Promise<void> | undefined;
  #torn = false;
  #closed = false;

  constructor(path: string, maxPending: number) {
    this.#path = path;
    this.#maxPending = maxPending;
  }

  async write(
    record: Parameters<AuditSink['write']>[0],
    options?: Parameters<AuditSink['write']>[1],
  ): Promise<void> {
    const signal = options?.signal;
    signal?.throwIfAborted();
    if (this.#closed) throw unavailable('is closed', 'no');
    if (this.#lines.length >= this.#maxPending) throw unavailable('is too slow: too many records wait', 'no');
    const text = `${canonicalJson(record)}\n`;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (): void => reject(signal?.reason);
    signal?.addEventListener('abort', leave, { once: true });
    this.#lines.push({ text, signal, resolve, reject });
    this.#writing ??= this.#writeAll();
    return promise.finally(() => signal?.removeEventListener('abort', leave));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
    const file = this.#file;
    this.#file = undefined;
    await file?.then((handle) => handle.close()).catch(() => undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #writeAll(): Promise<void> {
    // Whatever is written in this turn goes to the disk together.
    await Promise.resolve();
    while (this.#lines.length > 0) {
      const lines = this.#lines.filter(({ signal }) => signal?.aborted !== true);
      this.#lines = [];
      try {
        await this.#append(lines.map(({ text }) => text).join(''));
        for (const { resolve } of lines) resolve();
      } catch (error) {
        this.#torn = true;
        for (const { reject } of lines) reject(unavailable('could not be written', 'unknown', error));
      }
    }
    this.#writing = undefined;
  }

  async #append(text: string): Promise<void> {
    if (text === '') return;
    const file = await this.#opened();
    await file.appendFile(this.#torn ? `\n${text}` : text);
    await file.datasync();
    this.#torn = false;
  }

  #opened(): Promise<FileHandle> {
    this.#file ??= this.#open().catch((error: unknown) => {
      this.#file = undefined;
      throw error;
    });
    return this.#file;
  }

  async #open(): Promise<FileHandle> {
    const file = await open(this.#path, 'a+', 0o600);
    const { size } = await file.stat();
    if (size === 0) await syncFolder(dirname(this.#path));
    else {
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
      this.#torn = buffer[0] !== 0x0a;
    }
    return file;
  }
}

/** Keeps the new file's name beyond a crash; some systems cannot open a folder, and need not. */
async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    // The records themselves are synced all the same.
  }
}

function unavailable(what: string, committed: 'no' | 'unknown', cause?: unknown): ToolError {
  return new ToolError('STORE_UNAVAILABLE', `The audit file ${what}`, {
    details: { committed },
    ...(cause !== undefined && { cause }),
  });
}
