/** Where chance comes from. Tests hand in a seeded one. */
export interface Random {
  /** A number in [0, 1), evenly spread. Not for secrets. */
  next(): number;
  /** That many bytes fit for secrets and identifiers. */
  bytes(length: number): Uint8Array;
}
