import type { RateLimiter } from '@toolwright/core';
import { contractCaseWith } from './contract-case.ts';
import type { ContractCase, ContractCheck, ContractSetting } from './contract-case.ts';

/** What a limiter under contract is made with: one policy. */
export interface RateLimiterSetting extends ContractSetting {
  /** How much a key may spend at once, and within the window. */
  readonly limit: number;
  readonly windowMs: number;
}

/** One promise of a limiter. */
export type RateLimiterCase = ContractCase<RateLimiter, RateLimiterSetting>;

/** The limit of the policy that every case is written for. */
export const limit = 10;

/** The window of the policy that every case is written for. */
export const windowMs = 1_000;

/** Makes the case of a promise of a limiter. */
export function rateLimiterCase(name: string, check: ContractCheck<RateLimiter>): RateLimiterCase {
  return contractCaseWith(name, (setting) => ({ ...setting, limit, windowMs }), check);
}
