import type { Call } from '@toolwright/core';
import { FairQueue } from './fair-queue.ts';
import type { Queued } from './fair-queue.ts';

/** How much one compartment holds. */
export interface CompartmentLimits {
  readonly maxConcurrent: number;
  readonly maxQueue: number;
  readonly maxQueueMs: number;
}

/** How a wait for a slot ended. Only `admitted` has one. */
export type Admission = 'admitted' | 'queue-full' | 'waited-too-long' | 'interrupted';

interface Waiter extends Queued {
  readonly call: Call;
  readonly settle: (admission: Admission) => void;
}

/** The place of one call among those that run. Freed once. */
export interface Slot {
  readonly call: Call;
  freed: boolean;
  /** It is given back as soon as the work of its call has ended, whatever the rails inside do. */
  leaving: boolean;
  older: Slot | undefined;
  newer: Slot | undefined;
}

// What is told while nothing has been measured, and the bounds of what is.
const pace = { unknownMs: 1_000, leastMs: 50, mostMs: 60_000 };
// The weight of the latest gap in the moving mean.
const alpha = 0.2;

/** The slots that some calls share, and the line before them. */
export class Compartment {
  readonly #limits: CompartmentLimits;
  readonly #emptied: () => void;
  readonly #queue = new FairQueue<Waiter>();
  #running = 0;
  #newest: Slot | undefined;
  // Between two releases while somebody waits: how fast the line moves. Only then is the clock read.
  #meanGapMs: number | undefined;
  #lastReleaseAtMs: number | undefined;

  constructor(limits: CompartmentLimits, emptied: () => void) {
    this.#limits = limits;
    this.#emptied = emptied;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#queue.size;
  }

  /** When a newcomer may expect a slot, judged by how fast the line has moved. */
  get retryAfterMs(): number {
    if (this.#meanGapMs === undefined) return pace.unknownMs;
    const expectedMs = Math.ceil(this.#meanGapMs * (this.waiting + 1));
    return Math.min(Math.max(expectedMs, pace.leastMs), pace.mostMs);
  }

  /** Takes a slot if one is free, or can be taken back. */
  enter(call: Call): Slot | undefined {
    const { maxConcurrent } = this.#limits;
    if (this.#running >= maxConcurrent) {
      this.#reclaim();
      if (this.#running >= maxConcurrent) return undefined;
    }
    return this.enterAnyway(call);
  }

  /** Takes a slot whether there is one or not: for calls that are counted and never refused. */
  enterAnyway(call: Call): Slot {
    this.#running += 1;
    return this.#slotFor(call);
  }

  /** Gives a slot back: to the next in line, if somebody waits. */
  free(slot: Slot): void {
    if (slot.freed) return;
    slot.freed = true;
    const { older, newer } = slot;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    if (older !== undefined) older.newer = newer;
    this.#release();
  }

  /** Whether anybody may wait at all. */
  get hasLine(): boolean {
    return this.#limits.maxQueue > 0;
  }

  /** Whether the line has a place for a newcomer: a free one, or that of somebody who must give way. */
  hasRoomFor(newcomer: Queued): boolean {
    return this.#queue.size < this.#limits.maxQueue || this.#queue.displacedBy(newcomer) !== undefined;
  }

  /** Waits for a slot in a line that has room: until it is this call's turn, until the time is up, or until the call is interrupted. */
  wait(call: Call, place: Queued): Promise<Slot | Exclude<Admission, 'admitted'>> {
    const { signal } = call;
    if (signal.aborted) return Promise.resolve('interrupted');
    if (this.#queue.size >= this.#limits.maxQueue) this.#makeRoom(place);
    return new Promise((resolve) => {
      const interrupt = (): void => leave('interrupted');
      let settled = false;
      const settle = (admission: Admission): void => {
        settled = true;
        cancel();
        signal.removeEventListener('abort', interrupt);
        resolve(admission === 'admitted' ? this.#slotFor(call) : admission);
      };
      const waiter: Waiter = { ...place, call, settle };
      const leave = (admission: Admission): void => {
        this.#queue.remove(waiter);
        settle(admission);
      };
      const cancel = call.clock.after(this.#limits.maxQueueMs, () => {
        this.#reclaim();
        if (!settled) leave('waited-too-long');
      });
      signal.addEventListener('abort', interrupt, { once: true });
      this.#queue.add(waiter);
    });
  }

  #slotFor(call: Call): Slot {
    const older = this.#newest;
    const slot: Slot = { call, freed: false, leaving: false, older, newer: undefined };
    if (older !== undefined) older.newer = slot;
    this.#newest = slot;
    return slot;
  }

  /**
   * Takes back the slots of calls that have been decided without their rails: a rail that hangs keeps its slot to the
   * deadline of its call, and only the call's own work keeps it longer. Looked for when a slot is wanted.
   */
  #reclaim(): void {
    for (let slot = this.#newest, older; slot !== undefined; slot = older) {
      const own = slot;
      ({ older } = own);
      if (!own.call.interrupted || own.leaving) continue;
      own.leaving = true;
      own.call.afterWork(() => this.free(own));
    }
  }

  #makeRoom(newcomer: Queued): void {
    const displaced = this.#queue.displacedBy(newcomer);
    if (displaced === undefined) return;
    this.#queue.remove(displaced);
    displaced.settle('queue-full');
  }

  #release(): void {
    const next = this.#running > this.#limits.maxConcurrent ? undefined : this.#queue.take();
    if (next === undefined) {
      this.#lastReleaseAtMs = undefined;
      this.#running -= 1;
      if (this.#running === 0) this.#emptied();
      return;
    }
    this.#measure(next.call.clock.monotonicNow());
    next.settle('admitted');
  }

  #measure(nowMs: number): void {
    if (this.#lastReleaseAtMs !== undefined) {
      const gapMs = nowMs - this.#lastReleaseAtMs;
      this.#meanGapMs =
        this.#meanGapMs === undefined ? gapMs : this.#meanGapMs + alpha * (gapMs - this.#meanGapMs);
    }
    this.#lastReleaseAtMs = nowMs;
  }
}
