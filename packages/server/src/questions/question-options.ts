import type { KeyValueStore } from '@toolwright/core';

/** A `KeyValueStore` that several processes share; of it one method is needed. */
export type StateStore = Pick<KeyValueStore, 'compareAndSet'>;

/** How calls that ask a person go on, over REST and the Model Context Protocol alike. */
export interface QuestionOptions {
  /**
   * Signs the state that goes through clients while a person is asked: 32 bytes at least, the same in every process that
   * serves the toolbox. @default made by the process for itself
   */
  readonly stateKey?: string | Uint8Array;
  /** How long a person may take to answer, in milliseconds from 1 000 to 86 400 000. @default 600_000 */
  readonly stateTtlMs?: number;
  /**
   * Remembers which states have been used, for every process: a state is good once. @default the process's memory, of the
   * last 10 000; where more are used within `stateTtlMs`, the oldest are refused early
   */
  readonly stateStore?: StateStore;
}
