import { numberOption } from '@toolwright/core';

/** What the filter looks at before a span ends. */
export interface StartedSpan {
  spanContext(): { readonly traceId: string };
}

/** What the filter looks at when a span has ended. */
export interface EndedSpan extends StartedSpan {
  readonly status: { readonly code: number };
  /** Seconds and nanoseconds. */
  readonly duration: readonly [number, number];
}

/** The shape of an SDK's span processor. */
export interface SpanProcessorLike<Started, Ended, Parent> {
  onStart(span: Started, parent: Parent): void;
  onEnd(span: Ended): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** Which traces are kept. */
export interface TailFilterOptions<Started, Ended, Parent> {
  /** Gets the spans that are kept: a batching processor with an exporter, say. */
  readonly to: SpanProcessorLike<Started, Ended, Parent>;
  /** The share of traces that is kept whatever they hold, 0 to 1. @default 0.1 in production, else 1 */
  readonly ratio?: number;
  /** Where the program runs. @default the environment variable NODE_ENV */
  readonly environment?: string;
  /** A trace with a span that took so long is kept, in milliseconds. `Infinity`: slowness is no reason. @default 1_000 */
  readonly slowMs?: number;
  /** Undecided traces at a time; the oldest is given up for one more. At least 1. @default 1_000 */
  readonly maxTraces?: number;
  /** Spans held back at a time, of all undecided traces together. At least 1. @default 10_000 */
  readonly maxSpans?: number;
}

// The API's SpanStatusCode.ERROR.
const errorStatus = 2;

/**
 * Makes a span processor that hands on a share of all traces, and of the others those in which something failed or was
 * slow. Spans of an undecided trace are held back until its last span in this process has ended. The share is chosen by
 * the trace's id, so that services with one ratio keep the same traces.
 *
 * It needs spans that are recorded: the sampler before it is the one that samples all.
 *
 * @throws `INVALID_OPTIONS` for a number out of its range.
 */
export function createTailFilter<Started extends StartedSpan, Ended extends EndedSpan, Parent>(
  options: TailFilterOptions<Started, Ended, Parent>,
): SpanProcessorLike<Started, Ended, Parent> {
  return new TailFilter(options);
}

interface Trace<Ended> {
  open: number;
  kept: boolean;
  held: Ended[];
}

class TailFilter<Started extends StartedSpan, Ended extends EndedSpan, Parent> implements SpanProcessorLike<
  Started,
  Ended,
  Parent
> {
  readonly #to: SpanProcessorLike<Started, Ended, Parent>;
  readonly #ratio: number;
  readonly #slowMs: number;
  readonly #maxTraces: number;
  readonly #maxSpans: number;
  // Both in the order in which they were met.
  readonly #traces = new Map<string, Trace<Ended>>();
  readonly #kept = new Set<string>();
  #held = 0;

  constructor(options: TailFilterOptions<Started, Ended, Parent>) {
    const { to, environment = process.env['NODE_ENV'], slowMs = 1_000 } = options;
    const { maxTraces = 1_000, maxSpans = 10_000 } = options;
    const ratio = options.ratio ?? (environment === 'production' ? 0.1 : 1);
    this.#to = to;
    this.#ratio = numberOption('ratio', ratio, { min: 0, max: 1 });
    this.#slowMs = slowMs === Infinity ? slowMs : numberOption('slowMs', slowMs, { min: 0 });
    this.#maxTraces = numberOption('maxTraces', maxTraces, { min: 1, integer: true });
    this.#maxSpans = numberOption('maxSpans', maxSpans, { min: 1, integer: true });
  }

  onStart(span: Started, parent: Parent): void {
    const { traceId } = span.spanContext();
    let trace = this.#traces.get(traceId);
    if (trace === undefined) {
      if (this.#traces.size >= this.#maxTraces) this.#giveUpOldest();
      trace = { open: 0, kept: this.#inShare(traceId) || this.#kept.has(traceId), held: [] };
      this.#traces.set(traceId, trace);
    }
    trace.open += 1;
    this.#to.onStart(span, parent);
  }

  onEnd(span: Ended): void {
    const { traceId } = span.spanContext();
    const trace = this.#traces.get(traceId);
    if (trace === undefined) {
      if (this.#inShare(traceId) || this.#kept.has(traceId) || this.#isTelling(span)) this.#to.onEnd(span);
      return;
    }
    trace.open -= 1;
    if (!trace.kept && this.#isTelling(span)) this.#keep(traceId, trace);
    if (trace.kept) this.#to.onEnd(span);
    else this.#hold(trace, span);
    if (trace.open <= 0) this.#forget(traceId, trace);
  }

  forceFlush(): Promise<void> {
    return this.#to.forceFlush();
  }

  shutdown(): Promise<void> {
    this.#traces.clear();
    this.#kept.clear();
    this.#held = 0;
    return this.#to.shutdown();
  }

  #isTelling({ status, duration: [seconds, nanoseconds] }: Ended): boolean {
    return status.code === errorStatus || seconds * 1_000 + nanoseconds / 1e6 >= this.#slowMs;
  }

  /** The last 56 bits of an id are random (W3C Trace Context, level 2): the highest are in. 52 of them are enough. */
  #inShare(traceId: string): boolean {
    return Number.parseInt(traceId.slice(18, 31), 16) / 2 ** 52 >= 1 - this.#ratio;
  }

  #keep(traceId: string, trace: Trace<Ended>): void {
    trace.kept = true;
    for (const span of trace.held) this.#to.onEnd(span);
    this.#held -= trace.held.length;
    trace.held = [];
    // Later spans of the trace, such as those of work in the background, belong to it.
    if (this.#kept.size >= this.#maxTraces)
      for (const oldest of this.#kept) {
        this.#kept.delete(oldest);
        break;
      }
    this.#kept.add(traceId);
  }

  #hold(trace: Trace<Ended>, span: Ended): void {
    while (this.#held >= this.#maxSpans && this.#traces.size > 0) this.#giveUpOldest();
    trace.held.push(span);
    this.#held += 1;
  }

  #giveUpOldest(): void {
    for (const [traceId, trace] of this.#traces) return this.#forget(traceId, trace);
  }

  #forget(traceId: string, trace: Trace<Ended>): void {
    this.#traces.delete(traceId);
    this.#held -= trace.held.length;
    trace.held = [];
  }
}
