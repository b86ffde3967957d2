import { invalidOption, numberOption, systemClock, systemRandom } from '@toolwright/core';
import type { Clock, RateLimitDecision, Random } from '@toolwright/core';

import { requestModes } from './decide.lua.ts';
import { tagCount, tagOf } from './key-tag.ts';
import { createLane } from './lane.ts';
import type { Lane } from './lane.ts';
import { createRefusalMemory } from './refusal-memory.ts';
import type { RefusalMemory } from './refusal-memory.ts';
import type { RedisScriptClient } from './script-client.ts';
import { createWithoutStore } from './without-store.ts';
import type { WithoutStore } from './without-store.ts';
import type { Question } from '../decide.ts';
import { Decision } from '../decision.ts';
import type { Plan } from '../plan.ts';
import type { RateLimitStore, SpendingChange, StoreAnswer } from '../stores/rate-limit-store.ts';

/** How states are kept in Redis. */
export interface RedisStoreOptions {
  /** An ioredis `Redis` or `Cluster`, or anything with its `evalsha` and `eval`. Redis 6.2 or later, or Valkey. */
  readonly client: RedisScriptClient;
  /**
   * Starts every key; without braces, 1 to 200 characters. Limiters with the same prefix share what they count under
   * the same policy name. @default 'toolwright:ratelimit:'
   */
  readonly prefix?: string;
  /** Milliseconds to wait for Redis before the policies decide without it, from 1. @default 50 */
  readonly timeoutMs?: number;
  /**
   * How long a refusal is answered from memory at most, from 0 (never). What another process spends, refunds or
   * resets goes unnoticed for that long. @default 1_000
   */
  readonly rememberRefusalsMs?: number;
  /** How many keys `local` policies remember while Redis does not answer, at least 1. @default 100_000 */
  readonly maxLocalKeys?: number;
  /** Hears of each call that Redis did not answer, and why. */
  readonly onFailure?: (error: unknown) => void;
  /** For deadlines; what is counted goes by the server's clock. @default systemClock */
  readonly clock?: Clock;
  /** For the names of batches. @default systemRandom */
  readonly random?: Random;
}

const defaults = {
  prefix: 'toolwright:ratelimit:',
  timeoutMs: 50,
  rememberRefusalsMs: 1_000,
  maxLocalKeys: 100_000,
} as const;

/**
 * Keeps states in Redis, for all processes that use it, by the server's clock. The requests of one turn of the event
 * loop travel together, up to 32 in one script call, whatever the number of policies; on Cluster, one call per hash tag
 * in use. Each policy of a key is one Redis key that expires when it is as new, or within as long again and a second.
 */
export function redisStore(options: RedisStoreOptions): RateLimitStore {
  const { client, prefix = defaults.prefix, clock = systemClock, random = systemRandom } = options;
  if (typeof client?.evalsha !== 'function' || typeof client.eval !== 'function') {
    throw invalidOption('client', 'a Redis client with evalsha and eval', client);
  }
  if (!/^[^{}]{1,200}$/.test(prefix))
    throw invalidOption('prefix', '1 to 200 characters without braces', prefix);
  const { onFailure = () => undefined } = options;
  const rememberMs = options.rememberRefusalsMs ?? defaults.rememberRefusalsMs;
  const maxKeys = options.maxLocalKeys ?? defaults.maxLocalKeys;
  const shared = {
    client,
    clock,
    random,
    onFailure,
    timeoutMs: numberOption('timeoutMs', options.timeoutMs ?? defaults.timeoutMs, { min: 1, max: 60_000 }),
  };
  const keyOf = (key: string, identity: string): string => `${prefix}{${tagOf(key)}}:${identity}:${key}`;
  const laneOf = (tag: number): Lane =>
    createLane({ ...shared, keyOf, markOf: (id) => `${prefix}{${tag}}:batch:${id}` });
  return new RedisStore(lanesFor(client, laneOf), {
    clock,
    refusals: createRefusalMemory(clock, numberOption('rememberRefusalsMs', rememberMs, { min: 0 })),
    withoutStore: createWithoutStore({ clock, maxKeys }),
  });
}

/** The lane of a key: one for all, or on Cluster one for each tag, made when it is first used. */
function lanesFor(client: RedisScriptClient, laneOf: (tag: number) => Lane): (key: string) => Lane {
  if (client.isCluster !== true) {
    const lane = laneOf(0);
    return () => lane;
  }
  const lanes = Array<Lane | undefined>(tagCount).fill(undefined);
  return (key) => {
    const tag = tagOf(key);
    return (lanes[tag] ??= laneOf(tag));
  };
}

class RedisStore implements RateLimitStore {
  readonly #laneOf: (key: string) => Lane;
  readonly #clock: Clock;
  readonly #refusals: RefusalMemory;
  readonly #withoutStore: WithoutStore;

  constructor(
    laneOf: (key: string) => Lane,
    parts: { readonly clock: Clock; readonly refusals: RefusalMemory; readonly withoutStore: WithoutStore },
  ) {
    this.#laneOf = laneOf;
    this.#clock = parts.clock;
    this.#refusals = parts.refusals;
    this.#withoutStore = parts.withoutStore;
  }

  take(plan: Plan, key: string, parts: number): RateLimitDecision | Promise<RateLimitDecision> {
    const refusal = this.#refusals.recall(plan, key, parts);
    return refusal ?? this.#take(plan, key, parts);
  }

  async ask(plan: Plan, key: string, question: Question): Promise<StoreAnswer> {
    const { mode, parts, horizon, since } = question;
    const request = { mode: requestModes[mode], parts, extra: since?.elapsed ?? horizon };
    const answer = await this.#laneOf(key).send(plan, key, request);
    if (answer?.verdict === undefined) return this.#withoutStore.ask(plan, key, question);
    const { now, verdict } = answer;
    if (verdict.taken > 0) this.#refusals.forget(key);
    return {
      decision: Decision.of(plan, verdict),
      taken: verdict.taken,
      waitMs: Math.ceil(verdict.wait / 1_000),
      at: { elapsed: now, calendar: now },
    };
  }

  async change(plan: Plan, key: string, change: SpendingChange): Promise<void> {
    this.#refusals.forget(key);
    // What was spent here during an outage is forgotten too; what comes back comes back to where it was taken.
    if (change.kind === 'forget') this.#withoutStore.change(plan, key, change);
    const request = {
      mode: requestModes[change.kind],
      parts: change.kind === 'forget' ? 0 : change.parts,
      extra: 'chargedAt' in change ? (change.chargedAt?.elapsed ?? -1) : -1,
    };
    const answer = await this.#laneOf(key).send(plan, key, request);
    if (answer === undefined && change.kind === 'charge') this.#withoutStore.change(plan, key, change);
  }

  [Symbol.dispose](): void {
    this.#withoutStore[Symbol.dispose]();
  }

  async #take(plan: Plan, key: string, parts: number): Promise<RateLimitDecision> {
    const askedAtMs = this.#clock.monotonicNow();
    const answer = await this.#laneOf(key).send(plan, key, { mode: requestModes.take, parts, extra: 0 });
    if (answer?.verdict === undefined)
      return this.#withoutStore.ask(plan, key, { mode: 'take', parts, horizon: 0 }).decision;
    const { verdict } = answer;
    if (verdict.refusedBy < 0) {
      this.#refusals.forget(key);
    } else {
      const answeredAtMs = this.#clock.monotonicNow();
      this.#refusals.remember(plan, key, { parts, verdict, askedAtMs, answeredAtMs });
    }
    return Decision.of(plan, verdict);
  }
}
