/** Timers that wait, sorted by their time and then by the order they were made in. */
export interface TimerQueue {
  /** Puts a timer in its place and returns what takes it out again. */
  add(atMs: number, run: () => void): () => void;
  /** Takes out the first timer that is due at `untilMs`. */
  takeDue(untilMs: number): Timer | undefined;
  readonly size: number;
}

/** One timer. */
export interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Makes an empty queue. */
export function createTimerQueue(): TimerQueue {
  const timers: Timer[] = [];
  let made = 0;
  return {
    add(atMs, run) {
      const timer: Timer = { atMs, order: made, run };
      made += 1;
      timers.splice(placeOf(timer, timers), 0, timer);
      return () => {
        const place = placeOf(timer, timers);
        if (timers[place] === timer) timers.splice(place, 1);
      };
    },
    takeDue(untilMs) {
      const [first] = timers;
      return first !== undefined && first.atMs <= untilMs ? timers.shift() : undefined;
    },
    get size() {
      return timers.length;
    },
  };
}

/** Where the timer stands, or belongs. */
function placeOf(timer: Timer, timers: readonly Timer[]): number {
  let low = 0;
  let high = timers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = timers[middle] as Timer;
    const earlier = other.atMs < timer.atMs || (other.atMs === timer.atMs && other.order < timer.order);
    if (earlier) low = middle + 1;
    else high = middle;
  }
  return low;
}
