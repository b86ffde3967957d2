import { invalidOption, numberOption } from '@toolwright/core';

/** What is wrong with a connection. Nothing, when nothing is said. */
export interface NetworkFault {
  /** Data arrive this much later; at least 0. @default 0 */
  readonly latencyMs?: number;
  /** Each piece of data arrives up to this much later still; order is kept. @default 0 */
  readonly jitterMs?: number;
  /** No more than this many bytes arrive in a second; at least 1. @default no limit */
  readonly bytesPerSecond?: number;
  /** The connection breaks when this many bytes have passed; at least 0. @default never */
  readonly cutAfterBytes?: number;
  /** Nothing arrives any more, the end of the connection included. @default false */
  readonly blackhole?: boolean;
  /** New connections are reset at once. @default false */
  readonly reset?: boolean;
  /** The end of the connection arrives this much later; at least 0. @default 0 */
  readonly closeDelayMs?: number;
  /** Which way suffers. @default 'both' */
  readonly direction?: Direction | 'both';
}

/** A way through a connection. */
export type Direction = 'to-server' | 'to-client';

/** Returns the fault when it can be used, else throws `INVALID_OPTIONS`. */
export function networkFault(fault: NetworkFault): NetworkFault {
  for (const name of ['latencyMs', 'jitterMs', 'cutAfterBytes', 'closeDelayMs'] as const) {
    numberOption(name, fault[name] ?? 0, { min: 0 });
  }
  numberOption('bytesPerSecond', fault.bytesPerSecond ?? 1, { min: 1 });
  const directions: readonly unknown[] = ['both', 'to-server', 'to-client', undefined];
  if (directions.includes(fault.direction)) return fault;
  throw invalidOption('direction', "'both', 'to-server' or 'to-client'", fault.direction);
}

/** Whether the fault is for that way. */
export function suffers(fault: NetworkFault, direction: Direction): boolean {
  return fault.direction === undefined || fault.direction === 'both' || fault.direction === direction;
}
