import type { RedisClient } from './redis-client.ts';
import type { RedisLink } from './redis-link.ts';

interface Reader {
  readonly resolve: (value: string | undefined) => void;
  readonly reject: (error: unknown) => void;
}

// So many keys go into one command: a longer one would keep Redis from its other callers.
const longestBatch = 512;

/** Reads of one turn of the event loop, sent as one `MGET`; each key once. */
export class ReadBatch {
  readonly #link: RedisLink;
  readonly #client: RedisClient;
  #readers = new Map<string, Reader[]>();

  constructor(link: RedisLink, client: RedisClient) {
    this.#link = link;
    this.#client = client;
  }

  get(key: string): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#readers.size === 0) setImmediate(() => this.#flush());
      const reader = { resolve, reject };
      const readers = this.#readers.get(key);
      if (readers === undefined) this.#readers.set(key, [reader]);
      else readers.push(reader);
      if (this.#readers.size === longestBatch) this.#flush();
    });
  }

  #flush(): void {
    if (this.#readers.size === 0) return;
    const batch = this.#readers;
    this.#readers = new Map();
    this.#link
      .run('get', 'read', () => this.#client.call('mget', ...batch.keys()))
      .then(
        (values) => answer(batch, values),
        (error: unknown) => {
          for (const readers of batch.values()) for (const reader of readers) reader.reject(error);
        },
      );
  }
}

function answer(batch: ReadonlyMap<string, readonly Reader[]>, values: unknown): void {
  const texts = Array.isArray(values) ? values : [];
  let index = 0;
  for (const readers of batch.values()) {
    const value: unknown = texts[index];
    index += 1;
    for (const reader of readers) reader.resolve(typeof value === 'string' ? value : undefined);
  }
}
