import type { Attributes, Counter, JsonObject, Recorder, Telemetry } from '@toolwright/core';
import { conventions, ownNames } from '../semantic-conventions.ts';

/** What a call came to. */
export interface CallMeasure {
  readonly durationMs: number;
  /** The failure's code; `undefined` for a success. */
  readonly code: string | undefined;
  /** Whether the cache had the answer; `undefined` when it was not asked. */
  readonly cacheHit: boolean | undefined;
  /** What the retry rail annotated. */
  readonly retry: JsonObject | undefined;
}

/** Tells a telemetry of the calls of one tool, by the names of the conventions. */
export type ToolRecorder = (measure: CallMeasure) => void;

/** Makes recorders; `undefined` when the telemetry records nothing. */
export function toolInstruments(telemetry: Telemetry): ((tool: string) => ToolRecorder) | undefined {
  const durations = telemetry.histogram(conventions.executeToolDuration, {
    unit: 's',
    description: 'How long calls of a tool took',
  });
  const lookups = telemetry.counter(ownNames.cacheLookups, {
    unit: '{lookup}',
    description: 'Calls that the cache was asked for, by whether it had the answer',
  });
  const retries = telemetry.counter(ownNames.retries, {
    unit: '{attempt}',
    description: 'Attempts beyond the first',
  });
  if (durations === undefined && lookups === undefined && retries === undefined) return undefined;
  return (tool) => recorderOf(tool, { durations, lookups, retries });
}

interface Instruments {
  readonly durations: Recorder | undefined;
  readonly lookups: Counter | undefined;
  readonly retries: Counter | undefined;
}

const mostCodes = 100;

function recorderOf(tool: string, { durations, lookups, retries }: Instruments): ToolRecorder {
  // Made once: a call makes none.
  const plain: Attributes = Object.freeze({ [conventions.toolName]: tool });
  const hit: Attributes = Object.freeze({ ...plain, hit: true });
  const miss: Attributes = Object.freeze({ ...plain, hit: false });
  const failed = new Map<string, Attributes>();
  const withCode = (code: string): Attributes => {
    let attributes = failed.get(code);
    if (attributes === undefined) {
      attributes = Object.freeze({ ...plain, [conventions.errorType]: code });
      // A tool may make up codes without end: those beyond are not remembered.
      if (failed.size < mostCodes) failed.set(code, attributes);
    }
    return attributes;
  };
  return ({ durationMs, code, cacheHit, retry }) => {
    durations?.record(durationMs / 1_000, code === undefined ? plain : withCode(code));
    if (cacheHit !== undefined) lookups?.add(1, cacheHit ? hit : miss);
    const attempts = retry?.['attempts'];
    if (typeof attempts === 'number' && attempts > 1) retries?.add(attempts - 1, plain);
  };
}
