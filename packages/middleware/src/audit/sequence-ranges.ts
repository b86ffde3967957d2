/** From and to, both in it. */
export type SequenceRange = readonly [from: number, to: number];

/** A set of sequence numbers, kept as ranges: a gap of a billion costs no more than a gap of one. */
export class SequenceRanges {
  #ranges: SequenceRange[] = [];

  get list(): readonly SequenceRange[] {
    return this.#ranges;
  }

  has(sequence: number): boolean {
    return this.#ranges.some(([from, to]) => from <= sequence && sequence <= to);
  }

  add(from: number, to: number = from): void {
    const apart: SequenceRange[] = [];
    for (const range of this.#ranges) {
      if (range[1] < from - 1 || range[0] > to + 1) apart.push(range);
      else [from, to] = [Math.min(from, range[0]), Math.max(to, range[1])];
    }
    this.#ranges = [...apart, [from, to] as const].toSorted(([a], [b]) => a - b);
  }

  remove(from: number, to: number = from): void {
    this.#ranges = this.#ranges.flatMap((range): SequenceRange[] => {
      if (range[1] < from || range[0] > to) return [range];
      return [
        ...(range[0] < from ? [[range[0], from - 1] as const] : []),
        ...(range[1] > to ? [[to + 1, range[1]] as const] : []),
      ];
    });
  }

  /** The numbers of the range that are not in this set. */
  missingFrom([from, to]: SequenceRange): readonly SequenceRange[] {
    const rest = new SequenceRanges();
    rest.add(from, to);
    for (const range of this.#ranges) rest.remove(...range);
    return rest.list;
  }
}
