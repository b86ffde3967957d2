export { createFakeClock } from './fake-clock.ts';
export type { FakeClock, FakeClockOptions } from './fake-clock.ts';
export { seededRandom } from './seeded-random.ts';

export { keyValueStoreContract } from './contracts/key-value-store-contract.ts';
export { keyValueStoreOutageContract } from './contracts/key-value-store-outage-contract.ts';
export { pubSubContract, pubSubOutageContract } from './contracts/pub-sub-contract.ts';
export { rateLimiterContract } from './contracts/rate-limiter-contract.ts';
export type { RateLimiterSetting } from './contracts/rate-limiter-case.ts';
export { circuitBreakerContract } from './contracts/circuit-breaker-contract.ts';
export type { CircuitBreakerSetting } from './contracts/circuit-breaker-case.ts';
export { contractCase, contractCaseWith, realTime } from './contracts/contract-case.ts';
export type {
  ContractCase,
  ContractCheck,
  ContractOptions,
  ContractSetting,
  ContractTime,
} from './contracts/contract-case.ts';
export type { Outage } from './contracts/outage.ts';
export { runContract } from './contracts/run-contract.ts';
export type { ContractFailure } from './contracts/run-contract.ts';
