/** Where time comes from. Tests hand in one that they drive. */
export interface Clock {
  /** Milliseconds since the Unix epoch; may jump when the machine's clock is set. */
  now(): number;
  /** Milliseconds since some fixed point, never going back: for durations and deadlines. */
  monotonicNow(): number;
  /**
   * Runs `run` once, `delayMs` from now, and returns what cancels it. Does not keep the process alive. A delay above
   * 2 147 483 647 ms waits that long at least; cancelling twice, or after the run, does nothing.
   */
  after(delayMs: number, run: () => void): () => void;
}
