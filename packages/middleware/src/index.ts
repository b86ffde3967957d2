export { timeout } from './timeout.ts';
export type { TimeoutOptions } from './timeout.ts';

export { exceptTools, when } from './when.ts';
export type { CallPredicate } from './when.ts';
