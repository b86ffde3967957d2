/** What a client wants to hear of. */
export interface Wanted {
  readonly tools: boolean;
  readonly prompts: boolean;
  readonly resources: boolean;
  readonly uris: ReadonlySet<string>;
}

/** A notification, by its method, and the URI that it is about. */
export interface Notice {
  readonly method: string;
  readonly uri?: string;
}

/**
 * One stream that listens. What changes while its client is slow is told once, however often it changes: what waits is
 * bounded by what is wanted.
 */
export class Subscription {
  readonly #wanted: () => Wanted;
  readonly #waiting = new Map<string, Notice>();
  #ended: 'closed' | 'gone' | undefined;
  #wake: (() => void) | undefined;

  /** `wanted` is asked at each change: what a session wants may change. */
  constructor(wanted: () => Wanted) {
    this.#wanted = wanted;
  }

  /** Hears of a change of a list, or of what is at a URI. */
  hear(change: 'tools' | 'resources' | 'prompts' | { readonly uri: string }): void {
    const wanted = this.#wanted();
    if (typeof change === 'string') {
      const method = `notifications/${change}/list_changed`;
      if (wanted[change]) this.#put(method, { method });
    } else if (wanted.uris.has(change.uri)) {
      this.#put(`uri:${change.uri}`, { method: 'notifications/resources/updated', uri: change.uri });
    }
  }

  /** `closed`: the service ends it. `gone`: there is nobody to tell. */
  end(how: 'closed' | 'gone'): void {
    this.#ended ??= how;
    this.#wake?.();
  }

  /** The next notification, or how it has ended. */
  async next(): Promise<Notice | 'closed' | 'gone'> {
    for (;;) {
      if (this.#ended !== undefined) return this.#ended;
      const [first] = this.#waiting;
      if (first !== undefined) {
        this.#waiting.delete(first[0]);
        return first[1];
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #put(key: string, notice: Notice): void {
    this.#waiting.set(key, notice);
    this.#wake?.();
  }
}
