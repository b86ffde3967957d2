import { createOutageGate, ToolError } from '@toolwright/core';
import type { Clock, OutageGate, Random } from '@toolwright/core';

import { Batch } from './batch.ts';
import type { BatchAnswer, KeyRequest } from './batch.ts';
import { createScriptCalls } from './script-call.ts';
import type { Reply, ScriptCall } from './script-call.ts';
import { runScript } from './script-client.ts';
import type { RedisScriptClient } from './script-client.ts';
import { epochMs } from '../policy.ts';
import type { Plan } from '../plan.ts';

/** What the lanes of a store share. */
export interface LaneOptions {
  readonly client: RedisScriptClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly timeoutMs: number;
  readonly keyOf: (key: string, identity: string) => string;
  /** The name of a batch's mark, in the same slot as the keys. */
  readonly markOf: (id: string) => string;
  readonly onFailure: (error: unknown) => void;
}

/**
 * The way to one server: gathers the requests of a turn into one script call, gives up on it at the deadline, and
 * skips the server for a while when it fails. A lane's requests may share a call, so on Cluster there is one per slot.
 */
export interface Lane {
  /** Resolves to undefined when the server is skipped, failed, or was silent until the deadline. Never rejects. */
  send(plan: Plan, key: string, request: KeyRequest): Promise<BatchAnswer | undefined>;
}

// A batch stays valid this much longer than its deadline, so that a wrong guess of the server's clock costs nothing.
const graceUs = 1_000_000;
// How long the mark of a batch lives that was sent before the server's clock was known: longer than clients resend.
const firstMarkUs = 120_000_000;

/** Makes a lane. */
export function createLane(options: LaneOptions): Lane {
  return new BatchingLane(options);
}

class BatchingLane implements Lane {
  readonly #options: LaneOptions;
  readonly #gate: OutageGate;
  readonly #callFor = createScriptCalls();
  readonly #name: string;
  #batches = 0;
  #open: Batch | undefined;
  /** The server's clock minus the monotonic one, in microseconds, as the last reply told. */
  #offsetUs: number | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#gate = createOutageGate({ clock: options.clock, failureThreshold: 3 });
    this.#name = Buffer.from(options.random.bytes(9)).toString('base64url');
  }

  send(plan: Plan, key: string, request: KeyRequest): Promise<BatchAnswer | undefined> {
    if (!this.#gate.allows()) return Promise.resolve(undefined);
    const batch = this.#open?.plan === plan ? this.#open : this.#start(plan);
    const answer = batch.add(key, request);
    // What is full leaves at once: Redis runs it while the rest of the turn is gathered.
    if (batch.full) this.#leave(batch);
    return answer;
  }

  #start(plan: Plan): Batch {
    if (this.#open !== undefined) this.#leave(this.#open);
    const batch = new Batch(plan, this.#options.keyOf);
    this.#open = batch;
    setImmediate(() => this.#leave(batch));
    return batch;
  }

  #leave(batch: Batch): void {
    if (this.#open !== batch) return;
    this.#open = undefined;
    const { clock, timeoutMs } = this.#options;
    const fail = (error: unknown): void => {
      if (batch.settled) return;
      this.#gate.failed();
      batch.fail();
      this.#options.onFailure(error);
    };
    const silent = (): void =>
      fail(new ToolError('STORE_UNAVAILABLE', `Redis gave no answer within ${timeoutMs} ms`));
    // After a long turn the timer comes before the replies that wait to be read: let those come first.
    const cancel = clock.after(timeoutMs, () => setImmediate(silent));
    void this.#run(batch, 1).catch(fail).finally(cancel);
  }

  /** Rejects when the server failed, or did not run the batch. */
  async #run(batch: Batch, attempt: number): Promise<void> {
    const call = this.#callFor(batch);
    const reply = await this.#send(batch, call);
    this.#learnTime(reply[0]);
    if (batch.settled) return;
    if (reply[1] === 'late' || reply[1] === 'repeated') {
      // Nothing was charged, and now the server's clock is known.
      if (reply[1] === 'late' && attempt === 1) return this.#run(batch, 2);
      throw new ToolError('STORE_UNAVAILABLE', `Redis did not run the batch: ${reply[1]}`);
    }
    this.#gate.succeeded();
    batch.answer(reply[0], call.verdicts(batch, reply));
  }

  async #send(batch: Batch, call: ScriptCall): Promise<Reply> {
    const { client, timeoutMs, markOf } = this.#options;
    this.#batches += 1;
    const now = this.#serverNow();
    const validUs = timeoutMs * 1_000 + graceUs;
    const args = [
      this.#offsetUs === undefined ? 0 : Math.ceil(now + validUs),
      this.#offsetUs === undefined ? firstMarkUs : validUs + graceUs,
      ...call.args(batch, now),
    ];
    const mark = markOf(`${this.#name}${this.#batches}`);
    const reply = await runScript(client, call.script, [mark, ...batch.keys], args);
    if (Array.isArray(reply) && typeof reply[0] === 'number')
      return reply as [number, ...(number | string)[]];
    throw new ToolError('STORE_UNAVAILABLE', 'Redis answered something else than the script does');
  }

  #serverNow(): number {
    const { clock } = this.#options;
    if (this.#offsetUs === undefined) return (clock.now() - epochMs) * 1_000;
    return clock.monotonicNow() * 1_000 + this.#offsetUs;
  }

  #learnTime(serverNow: number): void {
    this.#offsetUs = serverNow - this.#options.clock.monotonicNow() * 1_000;
  }
}
