/** What came back of a call, whichever door it went through. */
export interface Answer<Data = unknown> {
  readonly status: number;
  readonly headers: Headers;
  /** What the tool answered; absent when there is an `error`. */
  readonly data: Data;
  readonly error: AnsweredError | undefined;
  /** The sentence that a model reads; over MCP only. */
  readonly text: string;
  /** What the rails said of the call. */
  readonly rails: RailNotes;
  /** How often the call told how far it was. */
  readonly progress: number;
  /** How many parts of a stream came before its end. */
  readonly chunks: number;
}

/** Why there is no result: the same record over REST and MCP. */
export interface AnsweredError {
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs?: number;
  readonly details?: { readonly issues?: readonly { readonly path: string; readonly message: string }[] };
}

/** The notes of the sample's rails, as far as the demo reads them. */
export interface RailNotes {
  readonly rateLimit?: { readonly limit: number; readonly remaining: number };
  readonly cache?: { readonly hit: boolean; readonly level: string; readonly stale?: boolean };
  readonly retry?: { readonly attempts: number; readonly waitedMs: number };
  readonly bulkhead?: { readonly waitedMs: number };
  readonly circuitBreaker?: { readonly circuit: string; readonly state: string };
  readonly fallback?: { readonly used: boolean; readonly code: string };
  readonly idempotency?: { readonly replayed: boolean };
  readonly flags?: Readonly<Record<string, { readonly variant?: string; readonly reason?: string }>>;
}
