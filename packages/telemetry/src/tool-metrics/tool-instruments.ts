import type { Attributes, Call, Counter, JsonObject, Recorder, Telemetry } from '@toolwright/core';
import { conventions, ownNames } from '../semantic-conventions.ts';

/** Tells a telemetry of calls, by the names of the conventions. */
export interface ToolInstruments {
  record(call: Call, durationMs: number, code: string | undefined): void;
}

/** `undefined` when the telemetry records nothing. */
export function toolInstruments(telemetry: Telemetry): ToolInstruments | undefined {
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
  return new Instruments(durations, lookups, retries);
}

class Instruments implements ToolInstruments {
  readonly #durations: Recorder | undefined;
  readonly #lookups: Counter | undefined;
  readonly #retries: Counter | undefined;
  // One frozen object for each tool and code: a registry looks those up once.
  readonly #attributes = new Map<string, Map<string, Attributes>>();

  constructor(durations: Recorder | undefined, lookups: Counter | undefined, retries: Counter | undefined) {
    this.#durations = durations;
    this.#lookups = lookups;
    this.#retries = retries;
  }

  record(call: Call, durationMs: number, code: string | undefined): void {
    this.#durations?.record(durationMs / 1_000, this.#of(call.tool.name, 'error', code));
    const { annotations } = call;
    if (annotations === undefined) return;
    const hit = annotations['cache']?.['hit'];
    if (typeof hit === 'boolean') this.#lookups?.add(1, this.#of(call.tool.name, 'hit', String(hit)));
    const more = extraAttempts(annotations['retry']);
    if (more > 0) this.#retries?.add(more, this.#of(call.tool.name, 'error', undefined));
  }

  #of(tool: string, about: 'error' | 'hit', value: string | undefined): Attributes {
    let ofTool = this.#attributes.get(tool);
    if (ofTool === undefined) this.#attributes.set(tool, (ofTool = new Map()));
    const key = value === undefined ? '' : `${about} ${value}`;
    let attributes = ofTool.get(key);
    if (attributes === undefined) {
      const name = about === 'error' ? conventions.errorType : 'hit';
      attributes = Object.freeze({
        [conventions.toolName]: tool,
        ...(value !== undefined && { [name]: value }),
      });
      // A tool may make up codes without end: those beyond are not remembered.
      if (ofTool.size < mostCodes) ofTool.set(key, attributes);
    }
    return attributes;
  }
}

const mostCodes = 100;

function extraAttempts(retry: JsonObject | undefined): number {
  const attempts = retry?.['attempts'];
  return typeof attempts === 'number' ? attempts - 1 : 0;
}
