import type { Awaitable } from '@toolwright/core';
import type { ContractCase, ContractOptions, ContractSetting } from './contract-case.ts';

/** A promise that the subject does not keep. */
export interface ContractFailure {
  /** The promise. */
  readonly name: string;
  /** What the subject did instead. */
  readonly error: unknown;
}

/** Runs every case, one after the other, and resolves to those that failed: for use without a test runner. */
export async function runContract<Subject, Setting extends ContractSetting>(
  cases: readonly ContractCase<Subject, Setting>[],
  make: (setting: Setting) => Awaitable<Subject>,
  options?: ContractOptions,
): Promise<readonly ContractFailure[]> {
  const failures: ContractFailure[] = [];
  for (const promise of cases) {
    try {
      await promise.run(make, options);
    } catch (error) {
      failures.push({ name: promise.name, error });
    }
  }
  return failures;
}
