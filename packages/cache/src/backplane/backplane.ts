import type { Clock, PubSub, Random } from '@toolwright/core';
import { readEnvelope, writeEnvelope } from './message.ts';
import type { Message } from './message.ts';

/** What a backplane is made of. */
export interface BackplaneOptions {
  readonly pubSub: PubSub;
  readonly channel: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly onMessage: (message: Message) => void;
  /** Messages may have been missed. */
  readonly onGap: (reason: string) => void;
  readonly onError: (error: unknown) => void;
}

/** Connects the memory of processes that share a cache. Nothing here rejects. */
export interface Backplane {
  /** Resolves when messages are heard; keeps trying until then. */
  readonly ready: Promise<void>;
  /** Sends a message; one that cannot be sent is made up for by a `gap` as soon as one can. */
  publish(message: Message): Promise<void>;
  close(): Promise<void>;
}

const retryMs = 1_000;
// Senders whose place is remembered; beyond, the one that was silent longest is forgotten.
const mostOrigins = 1_000;

/** Subscribes, and says so to the others. */
export function createBackplane(options: BackplaneOptions): Backplane {
  return new ChannelBackplane(options);
}

class ChannelBackplane implements Backplane {
  readonly ready: Promise<void>;
  readonly #options: BackplaneOptions;
  readonly #origin: string;
  readonly #heard = new Map<string, number>();
  #sequence = 0;
  #owesGap = false;
  #closed = false;
  #cancel: (() => void) | undefined;
  #unsubscribe: (() => Promise<void>) | undefined;
  #resolveReady: () => void = () => undefined;

  constructor(options: BackplaneOptions) {
    this.#options = options;
    this.#origin = Buffer.from(options.random.bytes(9)).toString('base64url');
    this.ready = new Promise((resolve) => {
      this.#resolveReady = resolve;
    });
    void this.#subscribe();
  }

  async publish(message: Message): Promise<void> {
    const { pubSub, channel, onError } = this.#options;
    if (this.#closed) return;
    this.#sequence += 1;
    const envelope = { origin: this.#origin, sequence: this.#sequence, message };
    try {
      await pubSub.publish(channel, writeEnvelope(envelope));
      if (message.kind === 'gap') this.#owesGap = false;
    } catch (error) {
      onError(error);
      this.#owesGap = true;
    }
    if (this.#owesGap) this.#later(() => this.publish({ kind: 'gap' }));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    this.#resolveReady();
    try {
      await this.#unsubscribe?.();
    } catch (error) {
      this.#options.onError(error);
    }
  }

  async #subscribe(): Promise<void> {
    const { pubSub, channel, onGap, onError } = this.#options;
    try {
      const unsubscribe = await pubSub.subscribe(channel, {
        message: (text) => this.#receive(text),
        gap: () => onGap('the subscription was interrupted'),
      });
      this.#unsubscribe = unsubscribe;
      if (this.#closed) return await unsubscribe();
      onGap('the subscription began');
      this.#resolveReady();
      await this.publish({ kind: 'hello' });
    } catch (error) {
      onError(error);
      this.#later(() => this.#subscribe());
    }
  }

  #receive(text: string): void {
    const envelope = readEnvelope(text);
    if (envelope === undefined || envelope.origin === this.#origin || this.#closed) return;
    const { origin, sequence, message } = envelope;
    const last = this.#heard.get(origin) ?? 0;
    this.#heard.delete(origin);
    this.#heard.set(origin, Math.max(last, sequence));
    if (this.#heard.size > mostOrigins) this.#heard.delete(this.#heard.keys().next().value!);
    if (sequence > last + 1) this.#options.onGap(`messages of "${origin}" are missing`);
    this.#options.onMessage(message);
  }

  #later(work: () => Promise<void>): void {
    this.#cancel?.();
    if (this.#closed) return;
    this.#cancel = this.#options.clock.after(retryMs, () => {
      this.#cancel = undefined;
      void work();
    });
  }
}
