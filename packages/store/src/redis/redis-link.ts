import { createOutageGate } from '@toolwright/core';
import type { Clock, OutageGate } from '@toolwright/core';
import { storeUnavailable } from '../store-unavailable.ts';
import type { Committed, OutageReason } from '../store-unavailable.ts';
import { isReplyError } from './redis-client.ts';
import type { RedisClient } from './redis-client.ts';

/** What bounds the operations of a link. */
export interface RedisLinkOptions {
  readonly client: RedisClient;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly maxPending: number;
}

/** What an operation does to the data: a read that failed has written nothing, whatever happened. */
export type Effect = 'read' | 'write';

/** One operation on its way. */
interface Attempt {
  readonly operation: string;
  readonly effect: Effect;
  /** Whether it was let through during an outage, to see whether that is over. */
  readonly probe: boolean;
  /** Sends the command; called at most once. */
  readonly start: () => void;
  readonly cancelTimer: () => void;
  readonly reject: (error: Error) => void;
  sent: boolean;
  settled: boolean;
}

// One node of a Cluster may be silent while the others are well: it takes many timeouts in a row to skip them all.
const clusterFailureThreshold = 32;

/**
 * Sends commands so that each operation settles within `timeoutMs`, and at once while Redis is known to be out of
 * reach. An operation before the connection is ready waits for it, within its time. Nothing is sent twice.
 */
export class RedisLink {
  readonly #client: RedisClient;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #maxPending: number;
  readonly #gate: OutageGate;
  readonly #waiting = new Set<Attempt>();
  #pending = 0;
  #closed = false;

  constructor(options: RedisLinkOptions) {
    const { client, clock, timeoutMs, maxPending } = options;
    this.#client = client;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#maxPending = maxPending;
    const failureThreshold = client.isCluster ? clusterFailureThreshold : 1;
    this.#gate = createOutageGate({ clock, failureThreshold, longestSkipMs: 8_000 });
    client.on('ready', this.#ready);
    client.on('error', ignore);
  }

  /** Runs one operation; `send` sends its commands and is called at most once. */
  run<T>(operation: string, effect: Effect, send: () => Promise<T>): Promise<T> {
    if (this.#closed || this.#client.status === 'end') {
      return Promise.reject(this.#error({ operation }, 'closed', 'no'));
    }
    const probe = this.#gate.skipping;
    if (!this.#gate.allows()) return Promise.reject(this.#error({ operation }, 'skipped', 'no'));
    if (this.#pending >= this.#maxPending) {
      return Promise.reject(this.#error({ operation }, 'overloaded', 'no'));
    }
    this.#pending += 1;
    return new Promise<T>((resolve, reject) => {
      const attempt: Attempt = {
        operation,
        effect,
        probe,
        reject,
        sent: false,
        settled: false,
        cancelTimer: this.#clock.after(this.#timeoutMs, () => this.#timeOut(attempt)),
        start: () => this.#send(attempt, send, resolve),
      };
      const { status } = this.#client;
      if (status === 'ready' || status === 'wait') attempt.start();
      else this.#waiting.add(attempt);
    });
  }

  /** Refuses all further operations, and those that wait for a connection. */
  close(): void {
    this.#closed = true;
    this.#client.off('ready', this.#ready);
    this.#client.off('error', ignore);
    for (const attempt of this.#waiting) this.#fail(attempt, 'closed');
  }

  readonly #ready = (): void => {
    this.#gate.succeeded();
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const attempt of waiting) attempt.start();
  };

  #send<T>(attempt: Attempt, send: () => Promise<T>, resolve: (value: T) => void): void {
    attempt.sent = true;
    started(send).then(
      (value) => {
        // A late answer helps its caller no more, but it shows that Redis is back.
        this.#gate.succeeded();
        if (attempt.settled) return;
        this.#settle(attempt);
        resolve(value);
      },
      (error: unknown) => {
        if (isReplyError(error)) this.#gate.succeeded();
        this.#fail(attempt, isReplyError(error) ? 'refused' : 'disconnected', error);
      },
    );
  }

  #timeOut(attempt: Attempt): void {
    // Of many that time out together one is counted, or a single stall would pass for many failed probes. What fails
    // at once is not counted: it costs nobody any time.
    if (attempt.probe || !this.#gate.skipping) this.#gate.failed();
    this.#fail(attempt, attempt.sent ? 'timeout' : 'unreachable');
  }

  #fail(attempt: Attempt, reason: OutageReason, cause?: unknown): void {
    if (attempt.settled) return;
    this.#settle(attempt);
    const unknown = attempt.sent && attempt.effect === 'write' && reason !== 'refused';
    attempt.reject(this.#error(attempt, reason, unknown ? 'unknown' : 'no', cause));
  }

  #settle(attempt: Attempt): void {
    attempt.settled = true;
    attempt.cancelTimer();
    this.#waiting.delete(attempt);
    this.#pending -= 1;
  }

  #error(
    { operation }: { readonly operation: string },
    reason: OutageReason,
    committed: Committed,
    cause?: unknown,
  ): Error {
    const why = this.#explain(reason, cause);
    const outage = { store: 'Redis', operation, reason, committed, why };
    return storeUnavailable(cause === undefined ? outage : { ...outage, cause });
  }

  #explain(reason: OutageReason, cause: unknown): string {
    switch (reason) {
      case 'timeout':
        return `no answer within ${this.#timeoutMs} ms`;
      case 'unreachable':
        return `no connection within ${this.#timeoutMs} ms`;
      case 'skipped':
        return 'it failed just now and is being skipped until it answers again';
      case 'overloaded':
        return `${this.#maxPending} operations are waiting for it already`;
      case 'refused':
        return `it refused (${isReplyError(cause) ? cause.message.split(' ', 1)[0] : 'no reason given'})`;
      case 'closed':
        return 'the connection was closed by its owner';
      default:
        return 'the connection broke';
    }
  }
}

// An error event without a listener would end the process; callers hear of errors through their own operations.
function ignore(): void {}

/** A client that throws at once fails as one that rejects. */
function started<T>(send: () => Promise<T>): Promise<T> {
  try {
    return send();
  } catch (error) {
    return Promise.reject(error);
  }
}
