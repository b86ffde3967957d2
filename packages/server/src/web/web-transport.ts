import type { ReadFailure, Transport } from '../request/transport.ts';

const nothing = new Uint8Array();

/** A web-standard request. */
export class WebTransport implements Transport {
  readonly remoteAddress: string | undefined;
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
  readonly #request: Request;

  constructor(request: Request, remoteAddress: string | undefined, signal: AbortSignal) {
    const { host } = new URL(request.url);
    this.#request = request;
    this.remoteAddress = remoteAddress;
    this.signal = signal;
    // A `Request` that no client sent has its host in the URL alone.
    this.headers = { host, ...Object.fromEntries(request.headers) };
  }

  get caller(): AbortSignal {
    return this.signal;
  }

  get method(): string {
    return this.#request.method;
  }

  get target(): string {
    const { pathname, search } = new URL(this.#request.url);
    return pathname + search;
  }

  // `Headers` has joined what stood twice.
  get ambiguous(): boolean {
    return (this.headers['host'] ?? '').includes(',');
  }

  read(mostBytes: number, done: (read: Uint8Array | ReadFailure) => void): void {
    void this.#read(mostBytes).then(done);
  }

  async #read(mostBytes: number): Promise<Uint8Array | ReadFailure> {
    const { body } = this.#request;
    if (body === null) return nothing;
    if (Number(this.headers['content-length'] ?? 0) > mostBytes) {
      await body.cancel().catch(ignore);
      return 'too-large';
    }
    const parts: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const part of body) {
        size += part.length;
        if (size > mostBytes) return 'too-large';
        parts.push(part);
      }
    } catch {
      return 'gone';
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts, size);
  }
}

function ignore(): void {}
