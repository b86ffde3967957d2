/** What a value counts for in a memory that is bounded by bytes: its JSON text, or 1 where JSON cannot say it. */
export function bytesOf(value: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(value) ?? '');
  } catch {
    return 1;
  }
}
