import type { RedisClient } from './redis-client.ts';
import type { RedisLink } from './redis-link.ts';

/** Somebody who waits for the values at these places of a batch. */
interface Reader {
  readonly answer: (values: readonly unknown[]) => void;
  readonly reject: (error: unknown) => void;
}

// So many keys go into one command: a longer one would keep Redis from its other callers.
const longestBatch = 512;

/** Reads of one turn of the event loop, sent as one `MGET`; each key once. */
export class ReadBatch {
  readonly #link: RedisLink;
  readonly #client: RedisClient;
  #places = new Map<string, number>();
  #readers: Reader[] = [];

  constructor(link: RedisLink, client: RedisClient) {
    this.#link = link;
    this.#client = client;
  }

  get(key: string): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      const place = this.#placeOf(key);
      this.#read({ answer: (values) => resolve(textAt(values, place)), reject });
    });
  }

  async getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    if (keys.length === 0) return [];
    if (keys.length <= longestBatch) return this.#getPart(keys);
    const parts: Promise<readonly (string | undefined)[]>[] = [];
    for (let from = 0; from < keys.length; from += longestBatch) {
      parts.push(this.#getPart(keys.slice(from, from + longestBatch)));
    }
    return (await Promise.all(parts)).flat();
  }

  #getPart(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    return new Promise((resolve, reject) => {
      // All in one command, so that one promise is enough.
      if (this.#places.size + keys.length > longestBatch) this.#flush();
      const places = keys.map((key) => this.#placeOf(key));
      const answer = (values: readonly unknown[]): void =>
        resolve(places.map((place) => textAt(values, place)));
      this.#read({ answer, reject });
    });
  }

  #placeOf(key: string): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#places.size;
    this.#places.set(key, place);
    return place;
  }

  #read(reader: Reader): void {
    if (this.#readers.length === 0) setImmediate(() => this.#flush());
    this.#readers.push(reader);
    if (this.#places.size >= longestBatch) this.#flush();
  }

  #flush(): void {
    if (this.#readers.length === 0) return;
    const [keys, readers] = [[...this.#places.keys()], this.#readers];
    this.#places = new Map();
    this.#readers = [];
    this.#link
      .run('get', 'read', () => this.#client.call('mget', ...keys))
      .then(
        (reply) => {
          const values: readonly unknown[] = Array.isArray(reply) ? reply : [];
          for (const reader of readers) reader.answer(values);
        },
        (error: unknown) => {
          for (const reader of readers) reader.reject(error);
        },
      );
  }
}

function textAt(values: readonly unknown[], place: number): string | undefined {
  const value = values[place];
  return typeof value === 'string' ? value : undefined;
}
