import { EventEmitter } from 'node:events';
import Opossum from 'opossum';
import type { CircuitSettings } from './options.ts';

/** What was counted, of the rolling window. */
export interface CallCounts {
  readonly successes: number;
  readonly failures: number;
  readonly slow: number;
}

export const noCalls: CallCounts = { successes: 0, failures: 0, slow: 0 };

const sliceCount = 6;
// Opossum keeps every latency of a slice, read or not: how many calls it may do so for.
const latenciesKept = 1_024;

/**
 * What is counted between closing and opening, by one opossum circuit: its rolling window, its failure rate, its
 * state. The circuit is made with the first call and dropped when the period ends, so that no period sees another's
 * calls. Calls are told to it when they have settled; it runs nothing, times nothing and holds no timer.
 */
export class CallWindow {
  readonly #settings: CircuitSettings;
  readonly #opens: boolean;
  readonly #rotation = new EventEmitter();
  readonly #sliceMs: number;
  #sliceEndsAtMs: number;
  #failuresInARow = 0;
  #sinceTrim = 0;
  #final: CallCounts = noCalls;
  #circuit: Opossum | undefined;

  /** `opens` false: counts, and never has a reason to open. */
  constructor(settings: CircuitSettings, nowMs: number, opens: boolean) {
    this.#settings = settings;
    this.#opens = opens;
    this.#sliceMs = settings.windowMs / sliceCount;
    this.#sliceEndsAtMs = nowMs + this.#sliceMs;
  }

  /** Goes on with counts of an earlier process, as calls of now. */
  restore(counts: CallCounts): void {
    const { successes, failures, slow } = counts;
    this.#circuit = this.#create({ successes, failures, timeouts: slow, fires: successes + failures });
  }

  /** Counts a success, and answers why the circuit is to open, should it. */
  succeeded(nowMs: number, slow: boolean): string | undefined {
    const circuit = this.#rolled(nowMs);
    this.#failuresInARow = 0;
    // A success opens nothing: telling it to the window alone costs a third of a `fire`.
    circuit.emit('fire', []);
    circuit.emit('success', undefined, 0);
    return slow ? this.#countSlow(circuit) : undefined;
  }

  /** Counts a failure, and answers why the circuit is to open, should it. */
  failed(nowMs: number, slow: boolean): string | undefined {
    const circuit = this.#rolled(nowMs);
    this.#failuresInARow += 1;
    circuit.fire().catch(() => undefined);
    if (circuit.opened) return this.#end(`the failure rate reached ${this.#settings.failureRate}`);
    const { failureThreshold } = this.#settings;
    if (this.#opens && failureThreshold !== 'off' && this.#failuresInARow >= failureThreshold) {
      return this.#end(`${this.#failuresInARow} failures in a row`);
    }
    return slow ? this.#countSlow(circuit) : undefined;
  }

  counts(nowMs: number): CallCounts {
    if (!this.#circuit) return this.#final;
    const { successes, failures, timeouts } = this.#rolled(nowMs).stats;
    return { successes, failures, slow: timeouts };
  }

  // Opossum's counter of timeouts, which are ours to handle, holds the slow calls.
  #countSlow(circuit: Opossum): string | undefined {
    circuit.emit('timeout');
    const { slowCallRate, minimumCalls } = this.#settings;
    if (!this.#opens || slowCallRate === 'off') return undefined;
    const { fires, timeouts } = circuit.stats;
    if (fires < minimumCalls || timeouts / fires < slowCallRate) return undefined;
    return this.#end(`the slow-call rate reached ${slowCallRate}`);
  }

  /** Ends the period: clears what opossum has armed, and keeps the counts as they stood. */
  close(): void {
    if (!this.#circuit) return;
    const { successes, failures, timeouts } = this.#circuit.stats;
    this.#final = { successes, failures, slow: timeouts };
    this.#circuit.shutdown();
    this.#circuit = undefined;
  }

  #end(reason: string): string {
    this.close();
    return reason;
  }

  #rolled(nowMs: number): Opossum {
    const circuit = (this.#circuit ??= this.#create({}));
    if (nowMs >= this.#sliceEndsAtMs) this.#roll(nowMs);
    this.#sinceTrim += 1;
    if (this.#sinceTrim >= latenciesKept) this.#trim(circuit);
    return circuit;
  }

  #roll(nowMs: number): void {
    const passed = Math.floor((nowMs - this.#sliceEndsAtMs) / this.#sliceMs) + 1;
    for (let slice = 0; slice < Math.min(passed, sliceCount); slice += 1) this.#rotation.emit('rotate');
    this.#sliceEndsAtMs += passed * this.#sliceMs;
    this.#sinceTrim = 0;
  }

  #trim(circuit: Opossum): void {
    const [current] = circuit.status.window;
    if (current) current.latencyTimes.length = 0;
    this.#sinceTrim = 0;
  }

  #create(stats: Partial<Opossum.Stats>): Opossum {
    const { name, failureRate, minimumCalls, windowMs } = this.#settings;
    const window = {
      rollingCountTimeout: windowMs,
      rollingCountBuckets: sliceCount,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      rotateBucketController: this.#rotation,
    };
    return new Opossum(settled, {
      ...window,
      name,
      timeout: false,
      errorThresholdPercentage: this.#opens && failureRate !== 'off' ? percentBelow(failureRate) : 101,
      volumeThreshold: minimumCalls,
      // Handed over whole: opossum forgets the window's options when it is given bare numbers.
      status: Opossum.newStatus({ ...window, stats: stats as Opossum.Stats }),
    });
  }
}

// Opossum opens above its threshold; a rate is reached at it.
function percentBelow(rate: number): number {
  return rate * 100 * (1 - 1e-9);
}

const callFailed = new Error('The guarded call failed');

// What the circuit fires: it throws at once for a failed call, so that opossum decides in the same turn.
function settled(): Promise<unknown> {
  throw callFailed;
}
