/** What a circuit's processes tell each other, in the store and over the channel. Instants are of the wall clock. */
export type SharedRecord = SharedOpen | { readonly by: string; readonly state: 'isolated' | 'closed' };

/** A circuit that is open everywhere. */
export interface SharedOpen {
  readonly by: string;
  readonly state: 'open';
  readonly probeAtMs: number;
  readonly breaksInARow: number;
  readonly reason: string;
}

/** Reads a record; undefined: it is none, or another version's. */
export function readRecord(text: string): SharedRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is SharedRecord {
  if (typeof value !== 'object' || value === null || !('by' in value) || !('state' in value)) return false;
  if (typeof value.by !== 'string') return false;
  if (value.state !== 'open') return value.state === 'isolated' || value.state === 'closed';
  const { probeAtMs, breaksInARow, reason } = value as Readonly<Record<string, unknown>>;
  return Number.isFinite(probeAtMs) && Number.isInteger(breaksInARow) && typeof reason === 'string';
}
