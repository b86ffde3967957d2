import type { Failure } from '../errors/failure.ts';

/** What a span, an event or a measurement says of itself. `undefined` members are left out. */
export type Attributes = Readonly<
  Record<string, string | number | boolean | readonly string[] | readonly number[] | undefined>
>;

/** The place in a trace that a span has: W3C Trace Context, as text. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
  readonly traceState?: string;
}

/** Describes an instrument when it is made. */
export interface InstrumentOptions {
  readonly description?: string;
  /** A UCUM unit: `ms`, `By`, `{call}`. */
  readonly unit?: string;
  /** A counter that may also go down, such as the number of calls under way. @default false */
  readonly upDown?: boolean;
}

/** What went on, for people who look later. No method throws; `undefined` means nobody records, so skip the work. */
export interface Telemetry {
  /** `false`: nobody records, now or ever, so that what only tells it something can be left out. @default true */
  readonly enabled?: boolean;
  /** Starts a span below the one that is active here; below `parent` if that one is of another trace, or there is none. */
  startSpan(name: string, attributes?: Attributes, parent?: TraceContext): Span | undefined;
  /** Reads the trace context out of carried headers. */
  extract(carrier: Readonly<Record<string, string>>): TraceContext | undefined;
  /** Writes the active context into headers to carry. */
  inject(carrier: Record<string, string>): void;
  counter(name: string, options?: InstrumentOptions): Counter | undefined;
  histogram(name: string, options?: InstrumentOptions): Recorder | undefined;
  gauge(name: string, options?: InstrumentOptions): Recorder | undefined;
}

/** Counts up, or, when it was made with `upDown`, also down; a negative value is otherwise dropped. */
export interface Counter {
  add(value: number, attributes?: Attributes): void;
}

/** Takes measurements. */
export interface Recorder {
  record(value: number, attributes?: Attributes): void;
}

/** A piece of work in a trace. Everything after `end` is ignored. */
export interface Span {
  readonly context: TraceContext;
  set(attributes: Attributes): void;
  event(name: string, attributes?: Attributes): void;
  fail(failure: Failure): void;
  /** Runs `work` with this span active, so that spans started inside are its children. */
  run<T>(work: () => T): T;
  end(): void;
}
