import { Buffer } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import { canonicalDigest } from '@toolwright/core';
import type { Clock, JsonValue, Principal } from '@toolwright/core';
import { isRecord } from './rpc-message.ts';

/** What people have answered, by the questions' ids. */
export type Answers = Readonly<Record<string, JsonValue>>;

/** The call that a state belongs to. */
export interface StateOwner {
  readonly tool: string;
  readonly input: unknown;
  readonly principal: Principal | undefined;
}

/** How states are signed. */
export interface StateSettings {
  readonly key: string | Uint8Array;
  readonly ttlMs: number;
  readonly clock: Clock;
}

/**
 * Carries the answers given so far through the client, so that the server keeps nothing. What comes back is the same
 * state, for the same tool, input and principal, and not too old, or it is none: HMAC-SHA-256 over all of it.
 */
export class RequestState {
  readonly #settings: StateSettings;

  constructor(settings: StateSettings) {
    this.#settings = settings;
  }

  seal(owner: StateOwner, answers: Answers): string {
    const { clock, ttlMs } = this.#settings;
    const text = JSON.stringify({ until: clock.now() + ttlMs, answers });
    const payload = Buffer.from(text).toString('base64url');
    return `${payload}.${this.#sign(payload, owner)}`;
  }

  /** The answers in a state; `undefined`: it was changed, belongs to another call, or is too old. */
  open(state: string, owner: StateOwner): Answers | undefined {
    const [payload = '', signature = '', ...more] = state.split('.');
    const [given, expected] = [Buffer.from(signature), Buffer.from(this.#sign(payload, owner))];
    if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
      return undefined;
    const { until, answers } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<
      string,
      unknown
    >;
    if (typeof until !== 'number' || until <= this.#settings.clock.now() || !isRecord(answers))
      return undefined;
    return answers as Answers;
  }

  #sign(payload: string, { tool, input, principal }: StateOwner): string {
    const { subject = null, tenant = null } = principal ?? {};
    return canonicalDigest({ payload, tool, input, subject, tenant }, this.#settings.key);
  }
}
