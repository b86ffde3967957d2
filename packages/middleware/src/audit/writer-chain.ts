import type { AuditHead, AuditRecord } from './audit-record.ts';
import { SequenceRanges } from './sequence-ranges.ts';
import type { SequenceRange } from './sequence-ranges.ts';
import type { AuditProblem } from './verify-audit-trail.ts';

/** One writer's records as they are read: remembers the ends of gaps, and not the records. */
export class WriterChain {
  readonly writer: string;
  readonly #problems: AuditProblem[] = [];
  readonly #missing = new SequenceRanges();
  /** Gaps that a record of the chain itself tells of. */
  readonly #told = new SequenceRanges();
  /** The hashes of records before a gap, and those that records after one name, by sequence. */
  readonly #hashes = new Map<number, string>();
  readonly #named = new Map<number, string>();
  /** What the hash at a sequence must be. */
  readonly #heads = new Map<number, string>();
  #last: AuditHead | undefined;

  constructor(writer: string) {
    this.writer = writer;
  }

  get head(): AuditHead | undefined {
    return this.#last;
  }

  /** The trail must have this record. */
  expectHead({ sequence, hash }: AuditHead): void {
    this.#heads.set(sequence, hash);
  }

  /** Reads the next record; `sound`: its hash is that of its content. */
  take(record: AuditRecord, { index, sound }: { readonly index: number; readonly sound: boolean }): void {
    const { sequence, hash, previousHash } = record;
    const name = `${this.writer}:${sequence}`;
    if (!sound) this.#found('tampered', `Record ${name} is not what was written`, { index, sequence });
    else
      for (const [from, to] of rangesIn(record.unconfirmed)) this.#told.add(from, Math.min(to, sequence - 1));
    if ((this.#heads.get(sequence) ?? hash) !== hash)
      this.#found('spliced', `Record ${name} is not the one that was its writer's head`, { index, sequence });
    const last = this.#last?.sequence ?? 0;
    if (sequence <= last) return this.#takeLate(record, index);
    if (sequence > last + 1) {
      this.#missing.add(last + 1, sequence - 1);
      this.#named.set(sequence - 1, previousHash);
      if (this.#last !== undefined) this.#hashes.set(last, this.#last.hash);
    } else if (previousHash !== (this.#last?.hash ?? '')) this.#spliced(sequence, index);
    this.#last = { writer: this.writer, sequence, hash };
  }

  problems(): readonly AuditProblem[] {
    const missing = this.#missing.list.flatMap((gap) => this.#told.missingFrom(gap));
    const end: SequenceRange = [(this.#last?.sequence ?? 0) + 1, Math.max(0, ...this.#heads.keys())];
    return [
      ...this.#problems.filter(({ kind, sequences }) => kind !== 'reordered' || !this.#tells(sequences)),
      ...missing.map((range): AuditProblem => {
        const kind = range[0] === 1 ? 'truncated-start' : 'missing';
        const message = `The records ${this.#names(range)} are missing`;
        return { kind, message, writer: this.writer, sequences: range };
      }),
      ...(end[0] > end[1] ? [] : [this.#cutOff(end)]),
    ];
  }

  lost(): readonly { readonly writer: string; readonly sequences: SequenceRange }[] {
    const silent = new SequenceRanges();
    for (const gap of this.#missing.list)
      for (const range of this.#told.missingFrom(gap)) silent.add(...range);
    return this.#missing.list
      .flatMap((gap) => silent.missingFrom(gap))
      .map((sequences) => ({ writer: this.writer, sequences }));
  }

  /** A record that stands after a later one of its writer. */
  #takeLate({ sequence, hash, previousHash }: AuditRecord, index: number): void {
    const name = `${this.writer}:${sequence}`;
    if (!this.#missing.has(sequence)) {
      return this.#found('duplicated', `There is another record ${name}`, { index, sequence });
    }
    this.#missing.remove(sequence);
    this.#found('reordered', `Record ${name} stands after a later one`, { index, sequence });
    const before = sequence === 1 ? '' : this.#hashes.get(sequence - 1);
    const after = this.#named.get(sequence);
    if ((before !== undefined && before !== previousHash) || (after !== undefined && after !== hash))
      this.#spliced(sequence, index);
    this.#hashes.set(sequence, hash);
    this.#named.set(sequence - 1, previousHash);
  }

  #cutOff(sequences: SequenceRange): AuditProblem {
    const message = `The records ${this.#names(sequences)} at the end are missing`;
    return { kind: 'truncated-end', message, writer: this.writer, sequences };
  }

  #spliced(sequence: number, index: number): void {
    const message = `Record ${this.writer}:${sequence} does not belong beside its neighbours`;
    this.#found('spliced', message, { index, sequence });
  }

  /** What the sink had not confirmed may have come late by itself. */
  #tells(sequences: SequenceRange | undefined): boolean {
    return sequences !== undefined && this.#told.has(sequences[0]);
  }

  #names([from, to]: SequenceRange): string {
    return from === to ? `${this.writer}:${from}` : `${this.writer}:${from} to ${to}`;
  }

  #found(
    kind: AuditProblem['kind'],
    message: string,
    { index, sequence }: { readonly index: number; readonly sequence: number },
  ): void {
    this.#problems.push({ kind, message, index, writer: this.writer, sequences: [sequence, sequence] });
  }
}

function rangesIn(value: unknown): readonly SequenceRange[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly unknown[]).filter(
    (range): range is SequenceRange =>
      Array.isArray(range) && Number.isSafeInteger(range[0]) && Number.isSafeInteger(range[1]),
  );
}
