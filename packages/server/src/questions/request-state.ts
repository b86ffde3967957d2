import { Buffer } from 'node:buffer';
import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { canonicalDigest, invalidOption, numberOption } from '@toolwright/core';
import type { Clock, JsonValue, Principal } from '@toolwright/core';
import type { QuestionOptions } from './question-options.ts';
import { memorySpentStates, storedSpentStates } from './spent-states.ts';
import type { SpentStates } from './spent-states.ts';

/** What people have answered, by the questions' ids. */
export type Answers = Readonly<Record<string, JsonValue>>;

/** The call that a state belongs to. */
export interface StateOwner {
  readonly tool: string;
  readonly input: unknown;
  readonly principal: Principal | undefined;
}

/** What a state is good for: its answers, or nothing, because it is none of this call's, or has been used. */
export type Redeemed = Answers | 'unknown' | 'spent';

interface Payload {
  readonly id: string;
  readonly until: number;
  readonly answers: Answers;
}

/**
 * Carries the answers given so far through the client, so that the server keeps nothing of them. What comes back is the
 * same state, for the same tool, input and principal, not too old, and for the first time, or it is none: HMAC-SHA-256
 * over all of it.
 */
export class RequestState {
  readonly key: string | Uint8Array;
  readonly ttlMs: number;
  readonly #clock: Clock;
  readonly #spent: SpentStates;

  /** @throws `INVALID_OPTIONS` for a short key, and a time out of its range. */
  constructor(options: QuestionOptions, clock: Clock) {
    const { stateKey = randomBytes(32), stateTtlMs = 600_000, stateStore } = options;
    if (stateKey.length < 32)
      throw invalidOption('questions.stateKey', 'a secret of at least 32 bytes', `${stateKey.length} bytes`);
    const range = { min: 1_000, max: 86_400_000, integer: true };
    this.key = stateKey;
    this.ttlMs = numberOption('questions.stateTtlMs', stateTtlMs, range);
    this.#clock = clock;
    this.#spent = stateStore === undefined ? memorySpentStates() : storedSpentStates(stateStore, stateTtlMs);
  }

  seal(owner: StateOwner, answers: Answers): string {
    const content: Payload = { id: randomUUID(), until: this.#clock.now() + this.ttlMs, answers };
    const payload = Buffer.from(JSON.stringify(content)).toString('base64url');
    return `${payload}.${this.#sign(payload, owner)}`;
  }

  /** Uses a state. Rejects with `STORE_UNAVAILABLE` when nobody can tell whether it has been used. */
  async redeem(state: string, owner: StateOwner): Promise<Redeemed> {
    const [payload = '', signature = '', ...more] = state.split('.');
    const [given, expected] = [Buffer.from(signature), Buffer.from(this.#sign(payload, owner))];
    if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
      return 'unknown';
    // Signed by us, so it is what we wrote.
    const { id, until, answers } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Payload;
    if (until <= this.#clock.now()) return 'unknown';
    return (await this.#spent.spend(id, until)) ? answers : 'spent';
  }

  #sign(payload: string, { tool, input, principal }: StateOwner): string {
    const { subject = null, tenant = null } = principal ?? {};
    return canonicalDigest({ payload, tool, input, subject, tenant }, this.key);
  }
}
