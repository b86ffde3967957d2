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

type HeaderTuple = readonly [number, number, number, number, number, number, string, ...string[]];

/** Writes a value: one line of numbers, then the payload as the codec made it. */
export function writeValue(header: RecordHeader, payload: string): string {
  const { epoch, begunAtMs, createdAtMs, freshForMs, keepForMs, loadMs, version, tags } = header;
  const tuple: HeaderTuple = [epoch, begunAtMs, createdAtMs, freshForMs, keepForMs, loadMs, version, ...tags];
  return `V${JSON.stringify(tuple)}\n${payload}`;
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
  const rest = raw.slice(end + 1);
  try {
    const line: unknown = JSON.parse(raw.slice(1, end));
    if (!Array.isArray(line)) return undefined;
    if (raw.startsWith('V')) return readValue(line, rest);
    return raw.startsWith('L') ? readLease(line, rest) : undefined;
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

function readValue(line: readonly unknown[], payload: string): ValueRecord | undefined {
  const [epoch, begunAtMs, createdAtMs, freshForMs, keepForMs, loadMs, version, ...tags] = line;
  const numbers = [epoch, begunAtMs, createdAtMs, freshForMs, keepForMs, loadMs];
  if (!numbers.every((one) => typeof one === 'number')) return undefined;
  if (typeof version !== 'string' || !tags.every((tag) => typeof tag === 'string')) return undefined;
  const [e, b, c, f, k, l] = numbers as [number, number, number, number, number, number];
  return {
    kind: 'value',
    epoch: e,
    begunAtMs: b,
    createdAtMs: c,
    freshForMs: f,
    keepForMs: k,
    loadMs: l,
    version,
    tags,
    payload,
  };
}

function readLease(line: readonly unknown[], previous: string): LeaseRecord | undefined {
  const [id, plantedAtMs] = line;
  if (typeof id !== 'string' || typeof plantedAtMs !== 'number') return undefined;
  return { kind: 'lease', id, plantedAtMs, previous: previous === '' ? undefined : previous };
}
