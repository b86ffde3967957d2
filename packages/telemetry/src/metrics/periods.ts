/** Something that is kept for one period and used again for a later one. */
export interface Period {
  /** Which period it stands for. */
  number: number;
  /** Forgets everything. */
  reset(): void;
}

/**
 * The last few periods of something, in as many slots. Nothing runs when a period ends: a slot is cleared when its turn
 * comes round, and old ones are passed over when they are read.
 */
export class Periods<P extends Period> {
  readonly #slots: (P | undefined)[];
  readonly #make: () => P;

  constructor(count: number, make: () => P) {
    this.#slots = Array.from<P | undefined>({ length: count });
    this.#make = make;
  }

  /** The slot of that period, empty if it is new. */
  at(period: number): P {
    const index = period % this.#slots.length;
    let slot = this.#slots[index];
    if (slot === undefined) this.#slots[index] = slot = this.#make();
    if (slot.number !== period) {
      slot.reset();
      slot.number = period;
    }
    return slot;
  }

  /** The slots of that period and those before it, of which there are as many as slots. */
  until(period: number): readonly P[] {
    const oldest = period - this.#slots.length + 1;
    return this.#slots.filter(
      (slot) => slot !== undefined && slot.number >= oldest && slot.number <= period,
    ) as P[];
  }
}
