/** What a shared level holds beside a value. Durations count from `createdAtMs`. */
export interface RecordHeader {
  /** The level's epoch when the load began: what was invalidated later does not go by this entry. */
  readonly epoch: number;
  /** When the load began: of two records for one key, the later is the newer. */
  readonly begunAtMs: number;
  readonly createdAtMs: number;
  readonly freshForMs: number;
  readonly keepForMs: number;
  readonly loadMs: number;
  readonly version: string;
  readonly tags: readonly string[];
}

/** A value in a shared level. */
export interface ValueRecord extends RecordHeader {
  readonly kind: 'value';
  readonly payload: string;
}

/** Somebody is making a value for this key; the store forgets it unless it is renewed. */
export interface LeaseRecord {
  readonly kind: 'lease';
  readonly id: string;
  readonly plantedAtMs: number;
  /** The value that is being replaced. */
  readonly previous: string | undefined;
}

/** Writes a value: one line of numbers, the version and the tags, then the payload as the codec made it. */
export function writeValue(header: RecordHeader, payload: string): string {
  const { epoch, begunAtMs, createdAtMs, freshForMs, keepForMs, loadMs, version, tags } = header;
  const numbers = [epoch, begunAtMs, createdAtMs, freshForMs, keepForMs, loadMs].map(Math.ceil);
  return `V${JSON.stringify([...numbers, version, ...tags])}\n${payload}`;
}

/** Writes a lease, with the value it is to replace. */
export function writeLease(lease: Omit<LeaseRecord, 'kind'>): string {
  const line = JSON.stringify([lease.id, lease.plantedAtMs]);
  return `L${line}\n${lease.previous ?? ''}`;
}

/** Reads what a shared level holds; `undefined` is a record that nobody here wrote. */
export function readRecord(raw: string): ValueRecord | LeaseRecord | undefined {
  const end = raw.indexOf('\n');
  if (end < 0) return undefined;
  const value = raw.startsWith('V[');
  if (!value && !raw.startsWith('L[')) return undefined;
  try {
    return value ? readValue(raw, end) : readLease(raw, end);
  } catch {
    return undefined;
  }
}

/** The value that a lease is to replace. */
export function readPrevious(lease: LeaseRecord | undefined): ValueRecord | undefined {
  if (lease?.previous === undefined) return undefined;
  const record = readRecord(lease.previous);
  return record?.kind === 'value' ? record : undefined;
}

const zero = 48;
const comma = 44;
const numbersInHeader = 6;

/**
 * Reads the numbers by hand and leaves the texts behind them to JSON, where there are any: of a small value, parsing
 * the line as JSON would be the larger part of the work. Throws on texts that are not JSON.
 */
function readValue(raw: string, end: number): ValueRecord | undefined {
  const numbers: number[] = [];
  let place = 2;
  for (let number = 0, from = place; numbers.length < numbersInHeader; place += 1) {
    const code = raw.charCodeAt(place);
    if (code >= zero && code <= zero + 9) {
      number = number * 10 + (code - zero);
    } else if (code === comma && place > from) {
      numbers.push(number);
      number = 0;
      from = place + 1;
    } else return undefined;
  }
  const texts = raw.startsWith('""]', place) && place + 3 === end ? noTexts : textsOf(raw.slice(place, end));
  if (texts === undefined) return undefined;
  return {
    kind: 'value',
    epoch: numbers[0]!,
    begunAtMs: numbers[1]!,
    createdAtMs: numbers[2]!,
    freshForMs: numbers[3]!,
    keepForMs: numbers[4]!,
    loadMs: numbers[5]!,
    version: texts[0]!,
    tags: texts.length === 1 ? none : texts.slice(1),
    payload: raw.slice(end + 1),
  };
}

const none: readonly string[] = [];
const noTexts: readonly string[] = [''];

function textsOf(rest: string): readonly string[] | undefined {
  const texts = JSON.parse(`[${rest}`) as readonly unknown[];
  const sound = texts.length > 0 && texts.every((text) => typeof text === 'string');
  return sound ? texts : undefined;
}

function readLease(raw: string, end: number): LeaseRecord | undefined {
  const [id, plantedAtMs] = JSON.parse(raw.slice(1, end)) as readonly unknown[];
  if (typeof id !== 'string' || typeof plantedAtMs !== 'number') return undefined;
  const previous = raw.slice(end + 1);
  return { kind: 'lease', id, plantedAtMs, previous: previous === '' ? undefined : previous };
}
