import type { Call } from '@toolwright/core';
import { Periods } from '../metrics/periods.ts';
import type { Period } from '../metrics/periods.ts';
import type { ToolRecorder } from './tool-instruments.ts';

const periodsInWindow = 12;

/** What became of the calls of one tool: of all, and of the last ones. */
export class ToolUsage {
  requests = 0;
  errors = 0;
  readonly custom: Map<string, number> = new Map();
  readonly #record: ToolRecorder | undefined;
  readonly #periodMs: number;
  readonly #periods = new Periods(periodsInWindow, () => new UsagePeriod());

  constructor(windowMs: number, record?: ToolRecorder) {
    this.#periodMs = usagePeriodMs(windowMs);
    this.#record = record;
  }

  /** Counts a call as {@link ToolRecorder} is told of it. */
  count(nowMs: number, durationMs: number, code: string | undefined, annotations: Call['annotations']): void {
    this.#record?.(nowMs, durationMs, code, annotations);
    this.requests += 1;
    const slot = this.#periods.at(Math.floor(nowMs / this.#periodMs));
    slot.requests += 1;
    slot.durationMs += durationMs;
    if (code !== undefined) {
      this.errors += 1;
      slot.errors += 1;
    }
    const hit = annotations?.['cache']?.['hit'];
    if (typeof hit !== 'boolean') return;
    slot.lookups += 1;
    if (hit) slot.hits += 1;
  }

  addCustom(name: string, value: number): void {
    this.custom.set(name, (this.custom.get(name) ?? 0) + value);
  }

  /** The sums of the window that ends with the period of that instant. */
  recent(nowMs: number): UsagePeriod {
    const all = new UsagePeriod();
    for (const slot of this.#periods.until(Math.floor(nowMs / this.#periodMs))) all.add(slot);
    return all;
  }
}

/** The sums of a stretch of time. */
export class UsagePeriod implements Period {
  number = -1;
  requests = 0;
  errors = 0;
  durationMs = 0;
  lookups = 0;
  hits = 0;

  add(other: UsagePeriod): void {
    this.requests += other.requests;
    this.errors += other.errors;
    this.durationMs += other.durationMs;
    this.lookups += other.lookups;
    this.hits += other.hits;
  }

  reset(): void {
    this.requests = 0;
    this.errors = 0;
    this.durationMs = 0;
    this.lookups = 0;
    this.hits = 0;
  }
}

/** How long one of the periods of a window is. */
export function usagePeriodMs(windowMs: number): number {
  return windowMs / periodsInWindow;
}
