import { numberOption } from '@toolwright/core';

/** Somebody met a variant of a flag. */
export interface FlagExposure {
  readonly flag: string;
  /** The variant's name, else its value as JSON. */
  readonly variant: string;
  /** Who met it; without one, each call is told. */
  readonly targetingKey?: string;
  /** The first call in which it was met. */
  readonly callId: string;
  readonly tool: string;
}

/** Tells each exposure once, as far as it remembers: the least recently met are forgotten first. */
export class ExposureLog {
  readonly #tell: ((exposure: FlagExposure) => void) | undefined;
  readonly #maxExposures: number;
  readonly #told = new Set<string>();

  constructor(tell: ((exposure: FlagExposure) => void) | undefined, maxExposures: number) {
    this.#tell = tell;
    this.#maxExposures = numberOption('maxExposures', maxExposures, { min: 1, integer: true });
  }

  record(exposure: FlagExposure): void {
    if (this.#tell === undefined) return;
    const { flag, variant, targetingKey, callId } = exposure;
    const key = JSON.stringify([
      flag,
      variant,
      targetingKey ?? null,
      targetingKey === undefined ? callId : null,
    ]);
    const isNew = !this.#told.delete(key);
    this.#told.add(key);
    if (!isNew) return;
    if (this.#told.size > this.#maxExposures) this.#told.delete(this.#told.values().next().value ?? '');
    try {
      this.#tell(exposure);
    } catch {
      // Whoever counts must not fail the call.
    }
  }
}
