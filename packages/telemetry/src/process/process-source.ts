/** What a process uses, since it started or since it was asked last. */
export interface ProcessReading {
  /** Resident memory. */
  readonly memoryUsageBytes: number;
  readonly heapUsedBytes: number;
  /** Processor time of all threads since the process started, in seconds. */
  readonly cpuSeconds: number;
  /** Share of the time that the event loop was busy, 0 to 1, since the last reading. */
  readonly eventLoopUtilization: number;
  /** How late the event loop was, in milliseconds, since the last reading. */
  readonly eventLoopLagMs: { readonly mean: number; readonly p99: number; readonly max: number };
}

/** Reads what the process uses. Tests hand in one of their own. */
export interface ProcessSource extends Disposable {
  read(): ProcessReading;
}
