import {
  canonicalDigest,
  canonicalJson,
  failure,
  invalidOption,
  numberOption,
  systemClock,
  systemRandom,
  toFailure,
  ToolError,
  toToolError,
  withDeadline,
} from '@toolwright/core';
import type { AuditSink, Clock, Failure, JsonObject, Random } from '@toolwright/core';
import type { AuditEntry, AuditHead, AuditRecord } from './audit-record.ts';
import { SequenceRanges } from './sequence-ranges.ts';

/** How a trail is written. */
export interface AuditTrailOptions {
  readonly sink: AuditSink;
  /**
   * A secret. With it only who has it can make records that verify, and input hashes can be compared beyond this process.
   * @default none: the chain is hashed without a key, input hashes with one of this process
   */
  readonly key?: string | Uint8Array;
  /** Names this writer; two that write at the same time must differ. @default a name of its own, by chance */
  readonly writer?: string;
  /** Where a writer of a fixed name left off: the chain goes on there. */
  readonly resume?: Pick<AuditHead, 'sequence' | 'hash'>;
  /** How long the sink may take for one record, in milliseconds, 1 to 2 147 483 647. @default 1_000 */
  readonly timeoutMs?: number;
  /** How many records may wait for the sink, at least 1; a record above that is lost, and said to be. @default 1_000 */
  readonly maxPending?: number;
  /** Hears of each record that the sink has not said it kept. What it throws harms nobody. */
  readonly onLoss?: (record: AuditRecord, failure: Failure) => void;
  /** @default systemClock */
  readonly clock?: Clock;
  /** @default systemRandom */
  readonly random?: Random;
}

/** What became of a trail's records so far. */
export interface AuditStatistics {
  readonly kept: number;
  /** Not kept, or not known to be. */
  readonly lost: number;
  readonly pending: number;
  /** `refused` entries, and completed calls that ended with a refusal, by code. */
  readonly refusals: Readonly<Record<string, number>>;
}

/** A chain of records on their way to a sink. */
export interface AuditTrail {
  /** The latest record made, kept or not; `sequence` 0 before the first. */
  readonly head: AuditHead;
  /**
   * Gives the entry its place in the chain at once, and resolves when the sink has kept it. Rejects with
   * `STORE_UNAVAILABLE` when it has not said so within `timeoutMs`, or with `QUEUE_FULL`; the chain then tells of the gap.
   */
  append(entry: AuditEntry): Promise<AuditRecord>;
  /** The input's keyed hash, as records carry it; `undefined` for what is no JSON. */
  hashInput(input: unknown): string | undefined;
  statistics(): AuditStatistics;
  /** Resolves when every record made so far is kept or lost: within `timeoutMs` for each that waits. Never rejects. */
  flush(): Promise<void>;
}

/**
 * Makes a trail: each record holds the hash of the one before, so that whoever changes, removes or adds one breaks the
 * chain. Records are handed to the sink one after the other, in order.
 *
 * @throws `INVALID_OPTIONS` for a sink that is none, or a bad writer, bound or time.
 */
export function createAuditTrail(options: AuditTrailOptions): AuditTrail {
  return new ChainedTrail(options);
}

interface Waiting {
  readonly record: AuditRecord;
  readonly resolve: (record: AuditRecord) => void;
  readonly reject: (error: unknown) => void;
}

class ChainedTrail implements AuditTrail {
  readonly #options: AuditTrailOptions;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #maxPending: number;
  readonly #inputKey: string | Uint8Array;
  readonly #queue: Waiting[] = [];
  readonly #unconfirmed = new SequenceRanges();
  readonly #refusals = new Map<string, number>();
  #head: AuditHead;
  #kept = 0;
  #lost = 0;
  #writing: Promise<void> | undefined;

  constructor(options: AuditTrailOptions) {
    const { sink, clock = systemClock, random = systemRandom, resume } = options;
    if (typeof sink?.write !== 'function') throw invalidOption('sink', 'an AuditSink', sink);
    const writer = options.writer ?? Buffer.from(random.bytes(12)).toString('hex');
    if (typeof writer !== 'string' || writer === '') throw invalidOption('writer', 'a name', writer);
    this.#options = options;
    this.#clock = clock;
    this.#timeoutMs = numberOption('timeoutMs', options.timeoutMs ?? 1_000, { min: 1, max: 2_147_483_647 });
    this.#maxPending = numberOption('maxPending', options.maxPending ?? 1_000, { min: 1, integer: true });
    const sequence = numberOption('resume.sequence', resume?.sequence ?? 0, { min: 0, integer: true });
    this.#head = { writer, sequence, hash: resume?.hash ?? '' };
    this.#inputKey = options.key ?? random.bytes(32);
  }

  get head(): AuditHead {
    return this.#head;
  }

  hashInput(input: unknown): string | undefined {
    try {
      return canonicalDigest(['input', input ?? null], this.#inputKey);
    } catch {
      return undefined;
    }
  }

  statistics(): AuditStatistics {
    return {
      kept: this.#kept,
      lost: this.#lost,
      pending: this.#queue.length,
      refusals: Object.fromEntries(this.#refusals),
    };
  }

  append(entry: AuditEntry): Promise<AuditRecord> {
    const record = this.#chain(entry);
    this.#countRefusal(entry);
    return new Promise((resolve, reject) => {
      const waiting = { record, resolve, reject };
      if (this.#queue.length >= this.#maxPending) {
        const message = `${this.#maxPending} audit records wait for a sink that is too slow`;
        return this.#lose(waiting, failure('QUEUE_FULL', message));
      }
      this.#queue.push(waiting);
      this.#writing ??= this.#writeAll();
    });
  }

  async flush(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  #chain(entry: AuditEntry): AuditRecord {
    const { writer, sequence: last, hash: previousHash } = this.#head;
    const sequence = last + 1;
    const unconfirmed = this.#unconfirmed.list;
    const time = new Date(this.#clock.now()).toISOString();
    const place = { id: `${writer}:${sequence}`, time, writer, sequence, previousHash };
    const told = { ...entry, ...place, ...(unconfirmed.length > 0 && { unconfirmed }) };
    // What is hashed is what a reader of the stored text will see, and not what becomes of the caller's objects.
    const content = JSON.parse(canonicalJson(told)) as Omit<AuditRecord, 'hash'>;
    const hash = canonicalDigest(content, this.#options.key);
    this.#head = { writer, sequence, hash };
    return { ...content, hash };
  }

  async #writeAll(): Promise<void> {
    for (let waiting = this.#queue[0]; waiting !== undefined; waiting = this.#queue[0]) {
      try {
        await this.#write(waiting.record);
        this.#confirm(waiting);
      } catch (error) {
        this.#lose(waiting, toFailure(error));
      }
      this.#queue.shift();
    }
    this.#writing = undefined;
  }

  #write(record: AuditRecord): Promise<void> {
    const timeoutMs = this.#timeoutMs;
    const onTimeout = (): Error =>
      new ToolError('STORE_UNAVAILABLE', `The audit sink did not keep a record within ${timeoutMs} ms`, {
        details: { committed: 'unknown' },
      });
    return withDeadline((signal) => this.#options.sink.write(record as unknown as JsonObject, { signal }), {
      clock: this.#clock,
      timeoutMs,
      onTimeout,
    });
  }

  #confirm({ record, resolve }: Waiting): void {
    this.#kept += 1;
    // The trail itself tells of these gaps now; later records need not.
    for (const range of record.unconfirmed ?? []) this.#unconfirmed.remove(...range);
    resolve(record);
  }

  #lose({ record, reject }: Waiting, reason: Failure): void {
    this.#lost += 1;
    this.#unconfirmed.add(record.sequence);
    const told =
      reason.code === 'INTERNAL_ERROR'
        ? failure('STORE_UNAVAILABLE', 'The audit sink did not keep a record', { cause: reason.cause })
        : reason;
    try {
      this.#options.onLoss?.(record, told);
    } catch {
      // Whoever listens must not make it worse.
    }
    reject(toToolError(told));
  }

  #countRefusal({ event, code }: AuditEntry): void {
    if (code === undefined || (event !== 'refused' && !refusalCodes.has(code))) return;
    this.#refusals.set(code, (this.#refusals.get(code) ?? 0) + 1);
  }
}

const refusalCodes: ReadonlySet<string> = new Set([
  'UNAUTHENTICATED',
  'PERMISSION_DENIED',
  'RATE_LIMITED',
  'QUEUE_FULL',
]);
