/** What processes tell each other about a shared cache. Keys are those of memory. */
export type Message =
  /** Somebody is new here. */
  | { readonly kind: 'hello' }
  /** These keys were written or deleted. */
  | { readonly kind: 'keys'; readonly keys: readonly string[] }
  /** These tags, as mark names, were invalidated. */
  | { readonly kind: 'tags'; readonly marks: readonly string[]; readonly how: 'delete' | 'expire' }
  /** This namespace was cleared. */
  | { readonly kind: 'clear'; readonly path: string }
  /** The sender could not send something: whatever was learnt from it is stale. */
  | { readonly kind: 'gap' };

/** A message and where it stands in what its sender said. */
export interface Envelope {
  readonly origin: string;
  /** Counts the sender's messages from 1, those that could not be sent included. */
  readonly sequence: number;
  readonly message: Message;
}

/** Writes a message for the wire. */
export function writeEnvelope({ origin, sequence, message }: Envelope): string {
  return JSON.stringify([origin, sequence, message]);
}

/** Reads a message; `undefined` is none of ours. */
export function readEnvelope(text: string): Envelope | undefined {
  try {
    const parts: unknown = JSON.parse(text);
    if (!Array.isArray(parts)) return undefined;
    const [origin, sequence, message] = parts as readonly unknown[];
    if (typeof origin !== 'string' || !Number.isSafeInteger(sequence) || !isMessage(message))
      return undefined;
    return { origin, sequence: sequence as number, message };
  } catch {
    return undefined;
  }
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  const { kind } = value;
  if (kind === 'hello' || kind === 'gap') return true;
  if (kind === 'keys') return 'keys' in value && areTexts(value.keys);
  if (kind === 'clear') return 'path' in value && typeof value.path === 'string';
  if (kind !== 'tags' || !('marks' in value) || !('how' in value)) return false;
  return areTexts(value.marks) && (value.how === 'delete' || value.how === 'expire');
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
