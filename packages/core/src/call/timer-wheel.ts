import type { Clock } from '../ports/clock.ts';

const tickMs = 5;
const slotCount = 512;
const slotMask = slotCount - 1;

/** Something that is due once. A call is its own timer, so that a deadline allocates nothing. */
export interface WheelTimer {
  nextTimer: WheelTimer | undefined;
  previousTimer: WheelTimer | undefined;
  /** The wheel's: the delay in milliseconds until the first tick, the tick when it is due after it. */
  due: number;
  /** Its delay counts from this monotonic instant. */
  placed?(nowMs: number): void;
  fire(): void;
}

/**
 * All deadlines of a toolbox on one timer of the clock: adding and removing cost a few pointer writes and no clock read.
 *
 * A hashed wheel (Varghese and Lauck, 1987, scheme 6) with a tick of 5 ms, armed only while somebody waits. A timer's
 * delay counts from the tick after it was added, where the clock is read for all of them: it never fires early, and at
 * most two ticks late unless the event loop is. Most calls have ended before that tick.
 */
export class TimerWheel {
  readonly #clock: Clock;
  readonly #slots: WheelTimer[] = [];
  // Added since the last tick.
  readonly #young: WheelTimer = sentinel();
  readonly #firing: WheelTimer = sentinel();
  readonly #tick = (): void => this.#turn();
  #size = 0;
  #currentTick = 0;
  #disarm: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    for (let index = 0; index < slotCount; index += 1) this.#slots.push(sentinel());
  }

  /** How many timers wait. */
  get size(): number {
    return this.#size;
  }

  /** Lets `timer` fire once `delayMs` have passed. */
  add(timer: WheelTimer, delayMs: number): void {
    if (this.#disarm === undefined) this.#arm();
    timer.due = delayMs;
    linkAfter(this.#young, timer);
    this.#size += 1;
  }

  /** Takes `timer` out; does nothing when it is not in. */
  remove(timer: WheelTimer): void {
    if (timer.nextTimer === undefined) return;
    unlink(timer);
    this.#size -= 1;
  }

  /** Shows every waiting timer. The wheel must not be changed meanwhile. */
  forEach(show: (timer: WheelTimer) => void): void {
    for (const head of [this.#young, ...this.#slots]) {
      for (let timer = head.nextTimer!; timer !== head; timer = timer.nextTimer!) show(timer);
    }
  }

  /** Forgets every timer and disarms the clock. */
  clear(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    for (const head of [this.#young, ...this.#slots]) while (head.nextTimer !== head) unlink(head.nextTimer!);
    this.#size = 0;
  }

  #arm(): void {
    this.#disarm = this.#clock.after(tickMs, this.#tick);
  }

  #turn(): void {
    this.#disarm = undefined;
    const nowMs = this.#clock.monotonicNow();
    const nowTick = Math.floor(nowMs / tickMs);
    const turns = Math.min(nowTick - this.#currentTick, slotCount);
    for (let tick = nowTick - turns + 1; tick <= nowTick; tick += 1) {
      this.#collect(this.#slots[tick & slotMask]!, nowTick);
    }
    this.#currentTick = nowTick;
    this.#placeYoung(nowMs);
    try {
      this.#fireCollected();
    } finally {
      if (this.#size > 0 && this.#disarm === undefined) this.#arm();
    }
  }

  #placeYoung(nowMs: number): void {
    while (this.#young.nextTimer !== this.#young) {
      const timer = this.#young.nextTimer!;
      unlink(timer);
      timer.placed?.(nowMs);
      // A delay that is no number is the shortest one, as on Node's own timers.
      const dueTick = Math.max(Math.ceil((nowMs + timer.due) / tickMs) || 0, this.#currentTick + 1);
      timer.due = dueTick;
      linkAfter(this.#slots[dueTick & slotMask]!, timer);
    }
  }

  // First all due timers move to a list of their own, so that a timer that fires may add and remove others.
  #collect(head: WheelTimer, nowTick: number): void {
    let timer = head.nextTimer!;
    while (timer !== head) {
      const following = timer.nextTimer!;
      if (timer.due <= nowTick) {
        unlink(timer);
        linkAfter(this.#firing.previousTimer!, timer);
      }
      timer = following;
    }
  }

  #fireCollected(): void {
    while (this.#firing.nextTimer !== this.#firing) {
      const timer = this.#firing.nextTimer!;
      unlink(timer);
      this.#size -= 1;
      timer.fire();
    }
  }
}

/** A clock whose `after` runs on the wheel: what rails and tools wait with. */
export function wheelClock(clock: Clock, wheel: TimerWheel): Clock {
  return {
    now: () => clock.now(),
    monotonicNow: () => clock.monotonicNow(),
    after(delayMs, run) {
      const timer: WheelTimer = { nextTimer: undefined, previousTimer: undefined, due: 0, fire: run };
      wheel.add(timer, delayMs);
      return () => wheel.remove(timer);
    },
  };
}

function sentinel(): WheelTimer {
  const head: WheelTimer = { nextTimer: undefined, previousTimer: undefined, due: 0, fire() {} };
  head.nextTimer = head;
  head.previousTimer = head;
  return head;
}

function linkAfter(before: WheelTimer, timer: WheelTimer): void {
  timer.previousTimer = before;
  timer.nextTimer = before.nextTimer;
  before.nextTimer!.previousTimer = timer;
  before.nextTimer = timer;
}

function unlink(timer: WheelTimer): void {
  timer.previousTimer!.nextTimer = timer.nextTimer;
  timer.nextTimer!.previousTimer = timer.previousTimer;
  timer.nextTimer = undefined;
  timer.previousTimer = undefined;
}
