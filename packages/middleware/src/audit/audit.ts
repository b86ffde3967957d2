import {
  canonicalJson,
  createRedactor,
  failed,
  failure,
  invalidOption,
  numberOption,
  rail,
  streamOf,
  withDeadline,
} from '@toolwright/core';
import type { Call, JsonObject, Middleware, Next, Outcome, Redactor } from '@toolwright/core';
import type { AuditEntry, AuditRecord } from './audit-record.ts';
import { createAuditTrail } from './audit-trail.ts';
import type { AuditTrail, AuditTrailOptions } from './audit-trail.ts';

/** What is told of each call beside the facts. */
export interface AuditDetails {
  /** What was done, in the application's words. @default the tool's kind, `query` or `command` */
  readonly action?: string | ((call: Call) => string);
  /** What it was done to: `account:17`. */
  readonly resource?: (call: Call) => string | undefined;
  /** Whatever else the completed record shall tell; secrets are taken out by the redactor. */
  readonly metadata?: (call: Call, outcome: Outcome) => JsonObject | undefined;
  /** @default core's, with its list of sensitive names */
  readonly redactor?: Redactor;
  /**
   * What becomes of a call that cannot be recorded. `continue`: it waits for no sink, and what is lost is told in the
   * chain. `refuse`: it begins only once its started record is kept. @default 'continue'
   */
  readonly onSinkFailure?: 'continue' | 'refuse';
  /** How long a call waits to be recorded under `refuse`, in milliseconds, 1 to 2 147 483 647. @default 2_000 */
  readonly waitMs?: number;
}

/** A sink to write to, or the trail that others write to as well. */
export type AuditOptions = AuditDetails & (AuditTrailOptions | { readonly trail: AuditTrail });

/**
 * Records who called which tool with which input (as a keyed hash) when it starts, and how and when it ended: two
 * records of a hash-chained trail. It stands outside of everything that refuses, so that refusals are recorded too. A
 * stream has ended when its last chunk is out. `metadata.audit` has the started record's id.
 *
 * Under `refuse` a call that cannot be recorded fails with `SERVICE_UNAVAILABLE`, `details.reason: 'audit'`; one that
 * has run keeps its outcome, and `metadata.audit.complete` is false when its completed record was not kept.
 *
 * @throws `INVALID_OPTIONS` for a sink or a trail that is none, or a bad choice, bound or time.
 */
export function audit(options: AuditOptions): Middleware {
  const { onSinkFailure = 'continue' } = options;
  if (onSinkFailure !== 'continue' && onSinkFailure !== 'refuse')
    throw invalidOption('onSinkFailure', '"continue" or "refuse"', onSinkFailure);
  const waitMs = numberOption('waitMs', options.waitMs ?? 2_000, { min: 1, max: 2_147_483_647 });
  const trail = 'trail' in options ? options.trail : createAuditTrail(options);
  if (typeof trail?.append !== 'function') throw invalidOption('trail', 'an AuditTrail', trail);
  const details = { ...options, redactor: options.redactor ?? createRedactor() };
  const auditor: Auditor = { trail, details, refuses: onSinkFailure === 'refuse', waitMs };
  return rail(
    {
      name: 'audit',
      inside: ['trace', 'tenant'],
      outside: ['authorize', 'flags', 'rate-limit', 'idempotency', 'fallback', 'cache', 'bulkhead', 'retry'],
      describe: () => ({ writer: trail.head.writer, onSinkFailure }),
    },
    (call, next) => audited(auditor, call, next),
  );
}

interface Auditor {
  readonly trail: AuditTrail;
  readonly details: AuditDetails & { readonly redactor: Redactor };
  readonly refuses: boolean;
  readonly waitMs: number;
}

async function audited(auditor: Auditor, call: Call, next: Next): Promise<Outcome> {
  const { trail, refuses } = auditor;
  const facts = factsOf(auditor, call);
  const startedAtMs = call.clock.monotonicNow();
  const complete = (ended: Outcome): Promise<AuditRecord> => {
    const durationMs = call.clock.monotonicNow() - startedAtMs;
    return trail.append({ event: 'call-completed', ...facts, ...endOf(auditor, call, ended), durationMs });
  };
  const started = trail.append({ event: 'call-started', ...facts });
  const note = { id: `${trail.head.writer}:${trail.head.sequence}` };
  call.annotate('audit', note);
  if (!(await kept(auditor, call, { record: started, signal: call.signal }))) {
    const refusal = failed(unrecorded(call));
    complete(refusal).catch(ignore);
    return refusal;
  }
  const outcome = await next();
  const stream = streamOf(outcome);
  if (stream !== undefined) void stream.ended.then((ended) => complete(ended).catch(ignore));
  else if (!(await kept(auditor, call, { record: complete(outcome) })) && refuses)
    call.annotate('audit', { ...note, complete: false });
  return outcome;
}

/** Whether the call may go on: at once where it need not wait for the sink. */
async function kept(
  { refuses, waitMs }: Auditor,
  call: Call,
  { record, signal }: { readonly record: Promise<AuditRecord>; readonly signal?: AbortSignal },
): Promise<boolean> {
  record.catch(ignore);
  if (!refuses) return true;
  const onTimeout = (): Error => new Error(`The record was not kept within ${waitMs} ms`);
  const bounds = { clock: call.clock, timeoutMs: waitMs, signal, onTimeout };
  return withDeadline(() => record, bounds).then(
    () => true,
    () => false,
  );
}

// The trail has counted it and told its listener.
function ignore(): void {}

function unrecorded(call: Call): ReturnType<typeof failure> {
  const message = `"${call.tool.name}" was not run, because it could not be recorded. Try again later.`;
  return failure('SERVICE_UNAVAILABLE', message, { details: { reason: 'audit' } });
}

function factsOf({ trail, details }: Auditor, call: Call): Omit<AuditEntry, 'event'> {
  const { tool, principal, tenant, peer } = call;
  const { action = tool.kind } = details;
  const facts = {
    callId: call.id,
    tool: tool.name,
    version: tool.version,
    subject: principal?.subject,
    tenant,
    address: peer?.address,
    action: typeof action === 'function' ? told(() => action(call)) : action,
    resource: told(() => details.resource?.(call)),
    inputHash: trail.hashInput(call.input),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined));
}

function endOf(
  { details }: Auditor,
  call: Call,
  outcome: Outcome,
): Pick<AuditEntry, 'outcome' | 'code' | 'metadata'> {
  const metadata = metadataOf(details, call, outcome);
  const extra = metadata === undefined ? {} : { metadata };
  if (outcome.ok === false) return { outcome: 'error', code: outcome.failure.code, ...extra };
  return { outcome: outcome.ok === true ? 'success' : 'input-required', ...extra };
}

/** What the application tells, or that it could not: a record without it is better than none. */
function told(tell: () => string | undefined): string | undefined {
  try {
    return tell();
  } catch {
    return 'unknown';
  }
}

function metadataOf(
  { metadata, redactor }: Auditor['details'],
  call: Call,
  outcome: Outcome,
): JsonObject | undefined {
  if (metadata === undefined) return undefined;
  try {
    const clean = redactor(metadata(call, outcome));
    return clean === undefined ? undefined : (JSON.parse(canonicalJson(clean)) as JsonObject);
  } catch {
    return { unknown: true };
  }
}
