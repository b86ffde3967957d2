export { createFakeClock } from './fake-clock.ts';
export type { FakeClock, FakeClockOptions } from './fake-clock.ts';
export { seededRandom } from './seeded-random.ts';

export { realTime } from './contracts/contract-case.ts';
export type {
  ContractCase,
  ContractOptions,
  ContractSetting,
  ContractTime,
} from './contracts/contract-case.ts';
