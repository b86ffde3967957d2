import { once } from 'node:events';
import type { Socket } from 'node:net';
import { systemClock } from '@toolwright/core';
import type { Random } from '@toolwright/core';
import { realDelay } from '../real-time.ts';
import { suffers } from './network-fault.ts';
import type { Direction, NetworkFault } from './network-fault.ts';

/** One way through a connection. */
export interface FaultyPipe {
  readonly from: Socket;
  readonly to: Socket;
  readonly direction: Direction;
  readonly random: Random;
  /** Aborts when the connection is over. */
  readonly over: AbortSignal;
  /** What is wrong now. */
  readonly fault: () => NetworkFault;
  /** Ends the connection as a broken line does. */
  readonly cut: () => void;
}

interface Piece {
  /** Undefined: the end. */
  readonly data: Buffer | undefined;
  readonly dueAtMs: number;
}

// What may be on its way at once; more waits at the sender, as in a real network.
const mostBytesUnderWay = 1_048_576;
// A slow line passes small pieces, many of them each second.
const piecesPerSecond = 20;

/** Passes data from one socket to the other, with what is wrong at that time. Settles when the connection is over. */
export async function runFaultyPipe(pipe: FaultyPipe): Promise<void> {
  const { from, over } = pipe;
  const pieces: Piece[] = [];
  let underWay = 0;
  let lastDueAtMs = 0;
  let wake: (() => void) | undefined;
  const arrive = (data: Buffer | undefined): void => {
    lastDueAtMs = Math.max(lastDueAtMs, systemClock.monotonicNow() + delayOf(pipe, data === undefined));
    pieces.push({ data, dueAtMs: lastDueAtMs });
    underWay += data?.length ?? 0;
    if (underWay > mostBytesUnderWay) from.pause();
    wake?.();
  };
  from.on('data', arrive);
  from.once('end', () => arrive(undefined));
  const state = { passed: 0 };
  while (!over.aborted) {
    const piece = pieces.shift();
    if (piece === undefined) {
      await untilWoken(over, (resolve) => (wake = resolve));
      continue;
    }
    await realDelay(piece.dueAtMs - systemClock.monotonicNow(), over);
    if (piece.data === undefined) return end(pipe);
    await pass(pipe, piece.data, state);
    underWay -= piece.data.length;
    if (underWay <= mostBytesUnderWay) from.resume();
  }
}

function delayOf({ fault, direction, random }: FaultyPipe, isEnd: boolean): number {
  const now = fault();
  if (!suffers(now, direction)) return 0;
  const { latencyMs = 0, jitterMs = 0, closeDelayMs = 0 } = now;
  return latencyMs + random.next() * jitterMs + (isEnd ? closeDelayMs : 0);
}

async function untilWoken(over: AbortSignal, arm: (resolve: () => void) => void): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      over.removeEventListener('abort', done);
      resolve();
    };
    over.addEventListener('abort', done);
    arm(done);
  });
}

async function pass(pipe: FaultyPipe, data: Buffer, state: { passed: number }): Promise<void> {
  for (let offset = 0; offset < data.length && !pipe.over.aborted;) {
    const fault = pipe.fault();
    const here = suffers(fault, pipe.direction);
    if (here && fault.blackhole === true) return;
    const rate = here ? fault.bytesPerSecond : undefined;
    const left = here && fault.cutAfterBytes !== undefined ? fault.cutAfterBytes - state.passed : Infinity;
    const piece = rate === undefined ? data.length : Math.max(Math.ceil(rate / piecesPerSecond), 1);
    const slice = data.subarray(offset, offset + Math.max(Math.min(piece, left), 0));
    if (rate !== undefined) await realDelay((slice.length / rate) * 1_000, pipe.over);
    await write(pipe, slice);
    offset += slice.length;
    state.passed += slice.length;
    if (slice.length >= left) return pipe.cut();
  }
}

async function write({ to, over }: FaultyPipe, data: Buffer): Promise<void> {
  if (data.length > 0 && !to.write(data)) await once(to, 'drain', { signal: over });
}

function end(pipe: FaultyPipe): void {
  const fault = pipe.fault();
  if (!(suffers(fault, pipe.direction) && fault.blackhole === true)) pipe.to.end();
}
