import { ToolError } from '@toolwright/core';
import type { CircuitBreaker } from '@toolwright/core';
import { assertRejectsWith, assertSame } from './assert-promise.ts';
import { contractCaseWith } from './contract-case.ts';
import type { ContractCase, ContractCheck, ContractSetting } from './contract-case.ts';

/** What a breaker under contract is made with. Its other ways to open are to be off, or far from opening. */
export interface CircuitBreakerSetting extends ContractSetting {
  /** Failures in a row that open the circuit. */
  readonly failureThreshold: number;
  /** How long an open circuit refuses before it probes, each time the same. */
  readonly resetTimeoutMs: number;
  /** Successful probes that close the circuit. */
  readonly successThreshold: number;
}

/** One promise of a breaker. */
export type CircuitBreakerCase = ContractCase<CircuitBreaker, CircuitBreakerSetting>;

/** The settings that every case is written for. */
export const failureThreshold = 3;
export const resetTimeoutMs = 1_000;
export const successThreshold = 2;

/** What the failing work of the cases throws. */
export const broken: ToolError = new ToolError('NETWORK_ERROR', 'The upstream hung up');

/** Makes the case of a promise of a breaker. */
export function circuitBreakerCase(name: string, check: ContractCheck<CircuitBreaker>): CircuitBreakerCase {
  const settings = { failureThreshold, resetTimeoutMs, successThreshold };
  return contractCaseWith(name, (setting) => ({ ...setting, ...settings }), check);
}

/** Lets one call through that succeeds. */
export async function succeed(breaker: CircuitBreaker): Promise<void> {
  assertSame('what the work returned', await breaker.execute(() => Promise.resolve('done')), 'done');
}

/** Lets one call through that fails. */
export async function fail(breaker: CircuitBreaker): Promise<void> {
  await assertRejectsWith('execute', () => breaker.execute(() => Promise.reject(broken)), broken);
}

/** Fails as often as it takes to open the circuit. */
export async function open(breaker: CircuitBreaker): Promise<void> {
  for (let failure = 0; failure < failureThreshold; failure += 1) await fail(breaker);
  assertSame('state', breaker.state, 'open');
}
