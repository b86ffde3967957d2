import { ToolError, withDeadline } from '@toolwright/core';
import type { KeyValueStore, PubSub } from '@toolwright/core';
import type { Circuit } from '../circuit.ts';
import type { CircuitPeers } from '../phase.ts';
import { createProbeLease } from './probe-lease.ts';
import type { ProbeLease } from './probe-lease.ts';
import { readRecord } from './shared-record.ts';
import type { SharedOpen, SharedRecord } from './shared-record.ts';

/** What processes share a circuit through. No call waits for either, but the one that asks for the lease to probe. */
export interface SharedCircuitOptions {
  /** Holds the circuit's last state for processes that join, and the lease of the one that probes. */
  readonly store: KeyValueStore;
  /** Tells the others at once. */
  readonly pubsub: PubSub;
  /** Before the circuit's name, in keys and channels. @default 'circuit:' */
  readonly prefix?: string;
  /** Hears of a store or channel that failed: the circuit then decides alone. */
  readonly onError?: (error: unknown) => void;
}

// How long the store and the channel may take.
const timeoutMs = 1_000;
// The wait before a failed subscription is tried again.
const resubscribeMs = 5_000;
// A state outlives the longest break by this, for processes that look late.
const slackMs = 600_000;

/**
 * One process's part in a shared circuit: tells the others what is decided here, and adopts what they decide. Never
 * throws or rejects: without the store and the channel every process decides alone.
 */
export class SharedCircuit implements CircuitPeers {
  readonly #circuit: Circuit;
  readonly #options: SharedCircuitOptions;
  readonly #holder: string;
  readonly #key: string;
  readonly #longestBreakMs: number;
  readonly #lease: ProbeLease;
  #unsubscribe: () => void = () => {};
  #stopped = false;
  // The state last seen in the store or on the channel: only another one is news.
  #known: string | undefined;
  #untold: SharedRecord | undefined;
  #telling = false;
  #requesting = false;

  constructor(circuit: Circuit, options: SharedCircuitOptions) {
    const { name, clock, random, reset, probeTimeoutMs } = circuit.settings;
    this.#circuit = circuit;
    this.#options = options;
    this.#holder = Buffer.from(random.bytes(9)).toString('base64url');
    this.#key = `${options.prefix ?? 'circuit:'}${name}`;
    this.#longestBreakMs = reset.longestMs * (1 + reset.jitter);
    this.#lease = createProbeLease({
      store: options.store,
      key: `${this.#key}:probe`,
      ttlMs: probeTimeoutMs,
      clock,
      random,
    });
  }

  /** Subscribes and learns the circuit's state, in the background. */
  start(): void {
    const { clock } = this.#circuit.settings;
    const subscriber = { message: (text: string) => this.#adopt(text), gap: () => void this.#learn() };
    const subscribed = this.#within('Subscribing', () =>
      this.#options.pubsub.subscribe(this.#key, subscriber),
    );
    subscribed.then(
      (unsubscribe) => {
        this.#unsubscribe = () => void unsubscribe().catch((error: unknown) => this.#report(error));
        if (this.#stopped) this.#unsubscribe();
        else void this.#learn();
      },
      (error: unknown) => {
        this.#report(error);
        if (!this.#stopped) this.#unsubscribe = clock.after(resubscribeMs, () => this.start());
      },
    );
  }

  /** Unsubscribes, and gives the lease back. */
  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    void this.#settled(() => this.#within('Giving back the lease', () => this.#lease.release()));
  }

  opened(retryAfterMs: number, reason: string, breaksInARow: number): void {
    const probeAtMs = this.#circuit.settings.clock.now() + retryAfterMs;
    this.#tell({ by: this.#holder, state: 'open', probeAtMs, breaksInARow, reason });
  }

  closed(): void {
    this.#tell({ by: this.#holder, state: 'closed' });
  }

  isolated(): void {
    this.#tell({ by: this.#holder, state: 'isolated' });
  }

  holdsLease(nowMs: number): boolean {
    return this.#lease.held(nowMs);
  }

  /**
   * Asks for the lease to probe, and learns what was missed; settles within two seconds and never rejects. Undefined:
   * it is being asked for already.
   */
  requestLease(): Promise<void> | undefined {
    if (this.#requesting) return undefined;
    this.#requesting = true;
    return this.#request().finally(() => {
      this.#requesting = false;
    });
  }

  async #request(): Promise<void> {
    const { clock } = this.#circuit.settings;
    await this.#learn();
    if (!this.#circuit.awaitsLease(clock.monotonicNow())) return;
    try {
      const taken = await this.#within('Taking the lease', () => this.#lease.take());
      if (!taken) this.#circuit.postpone(clock.monotonicNow());
    } catch (error) {
      this.#report(error);
      this.#lease.assume();
    }
  }

  async #learn(): Promise<void> {
    await this.#settled(async () => {
      this.#adopt(await this.#within('Reading the state', () => this.#options.store.get(this.#key)));
    });
  }

  #adopt(text: string | undefined): void {
    if (this.#stopped || text === undefined || text === this.#known) return;
    this.#known = text;
    const record = readRecord(text);
    if (record === undefined || record.by === this.#holder) return;
    if (record.state === 'open') this.#adoptOpen(record);
    else if (record.state === 'closed') this.#circuit.close('peer');
    else this.#circuit.isolate('peer');
  }

  #adoptOpen({ probeAtMs, reason, breaksInARow }: SharedOpen): void {
    const waitMs = probeAtMs - this.#circuit.settings.clock.now();
    // Another machine's clock may be off: no wait is longer than a break can be.
    const retryAfterMs = Math.min(Math.max(waitMs, 0), this.#longestBreakMs);
    this.#circuit.adoptOpen(retryAfterMs, reason, breaksInARow);
  }

  // One at a time, so that the last state told is the last one reached; what was overtaken meanwhile is left out.
  #tell(record: SharedRecord): void {
    this.#untold = record;
    if (!this.#telling) void this.#tellAll();
  }

  async #tellAll(): Promise<void> {
    this.#telling = true;
    for (let record = this.#untold; record !== undefined; record = this.#untold) {
      this.#untold = undefined;
      await this.#settled(() => this.#write(JSON.stringify(record), record.state));
      await this.#settled(() => this.#within('Giving back the lease', () => this.#lease.release()));
    }
    this.#telling = false;
  }

  async #write(text: string, state: SharedRecord['state']): Promise<void> {
    const { store, pubsub } = this.#options;
    const ttl = state === 'isolated' ? 'forever' : { ttlMs: Math.ceil(this.#longestBreakMs + slackMs) };
    await this.#settled(async () => {
      await this.#within('Writing the state', () => store.set(this.#key, text, ttl));
      this.#known = text;
    });
    await this.#within('Telling the state', () => pubsub.publish(this.#key, text));
  }

  async #within<T>(what: string, work: () => Promise<T>): Promise<T> {
    const { clock, name } = this.#circuit.settings;
    const onTimeout = (): Error =>
      new ToolError('OPERATION_TIMEOUT', `${what} of the circuit "${name}" took longer than ${timeoutMs} ms`);
    return withDeadline(work, { clock, timeoutMs, onTimeout });
  }

  async #settled(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    try {
      this.#options.onError?.(error);
    } catch {
      // The listener's own affair.
    }
  }
}
