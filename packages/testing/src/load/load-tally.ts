import { createLatencyRecorder } from './latency-summary.ts';
import type { LatencySummary } from './latency-summary.ts';

/** Counts calls while they are made. */
export interface LoadTally {
  begin(): number;
  /** A call has ended: with that code if it failed. */
  end(latencyMs: number, serviceMs: number, code: string | undefined): void;
  readonly counts: { readonly calls: number; readonly errors: number; readonly inFlight: number };
  summary(): {
    readonly calls: number;
    readonly latencyMs: LatencySummary;
    readonly serviceMs: LatencySummary;
    readonly errors: Readonly<Record<string, number>>;
  };
}

/** Makes a tally of no calls. */
export function createLoadTally(): LoadTally {
  const [latency, service] = [createLatencyRecorder(), createLatencyRecorder()];
  const errors: Record<string, number> = {};
  let [begun, ended, failed] = [0, 0, 0];
  return {
    begin: () => (begun += 1),
    end(latencyMs, serviceMs, code) {
      latency.record(latencyMs);
      service.record(serviceMs);
      ended += 1;
      if (code === undefined) return;
      failed += 1;
      errors[code] = (errors[code] ?? 0) + 1;
    },
    get counts() {
      return { calls: ended, errors: failed, inFlight: begun - ended };
    },
    summary: () => ({
      calls: ended,
      latencyMs: latency.summary(),
      serviceMs: service.summary(),
      errors: { ...errors },
    }),
  };
}
