import type { JsonObject } from '../json/json-value.ts';

/** Where audit records go, in the order written. */
export interface AuditSink {
  /** Resolves when the record is kept as safely as the sink can; rejects when it is not kept. */
  write(record: JsonObject, options?: { readonly signal?: AbortSignal }): Promise<void>;
}
