import type { PolicyState, RateLimitDecision } from '../ports/rate-limiter.ts';
import { formatRetryAfter, parseRetryAfter } from './retry-after.ts';
import {
  formatStructuredInteger,
  formatStructuredString,
  largestInteger,
  parseStructuredList,
} from './structured-list.ts';

/**
 * Writes a decision as HTTP fields: `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10), the
 * older `X-RateLimit-Limit`, `-Remaining` and `-Reset`, and `Retry-After` on a refusal that ends. `now` is milliseconds
 * since the epoch. All times are whole seconds, rounded up: from now, but for `X-RateLimit-Reset`, which is since the
 * epoch. What is unknown or endless is left out.
 */
export function formatRateLimitFields(decision: RateLimitDecision, now: number): Record<string, string> {
  const { allowed, limit, remaining, resetAfterMs, retryAfterMs, policies } = decision;
  const fields: Record<string, string> = {};
  if (policies.length > 0) {
    fields['RateLimit-Policy'] = policies.map(formatPolicy).join(', ');
    fields['RateLimit'] = policies.map(formatState).join(', ');
  }
  if (Number.isFinite(limit)) {
    fields['X-RateLimit-Limit'] = wholeNumber(limit);
    fields['X-RateLimit-Remaining'] = wholeNumber(remaining);
    if (Number.isFinite(resetAfterMs)) {
      fields['X-RateLimit-Reset'] = wholeNumber(Math.ceil((now + resetAfterMs) / 1000));
    }
  }
  const retryAfter = allowed ? undefined : formatRetryAfter(retryAfterMs);
  if (retryAfter !== undefined) fields['Retry-After'] = retryAfter;
  return fields;
}

/** Where HTTP fields are read from: `Headers`, or a record with names in any case. */
export type FieldSource =
  | { readonly get: (name: string) => string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a service said of its limits. */
export interface RateLimitFields {
  /** `Retry-After`, else the longest wait for a policy that has nothing left; milliseconds from now. */
  readonly retryAfterMs?: number;
  readonly policies: readonly RateLimitFieldPolicy[];
}

/** One policy as a service describes it; what it does not say is absent. */
export interface RateLimitFieldPolicy {
  /** `default` where only the older fields were sent. */
  readonly name: string;
  readonly limit?: number;
  readonly remaining?: number;
  readonly windowMs?: number;
  readonly resetAfterMs?: number;
}

/**
 * Reads what a service says of its limits: the fields that {@link formatRateLimitFields} writes, or else
 * `X-RateLimit-*` or `RateLimit-Limit`, `-Remaining` and `-Reset` of earlier drafts. A reset of the older fields above
 * 10⁹ is taken as seconds (above 10¹² as milliseconds) since the epoch, a smaller one as seconds from now. Never
 * throws; what cannot be understood is absent. `now` is milliseconds since the epoch.
 */
export function parseRateLimitFields(source: FieldSource, now: number): RateLimitFields {
  const read = reader(source);
  const structured = structuredPolicies(read('ratelimit-policy') ?? '', read('ratelimit') ?? '');
  const policies = structured.length > 0 ? structured : olderPolicies(read, now);
  const retryAfter = read('retry-after');
  const retryAfterMs =
    (retryAfter === undefined ? undefined : parseRetryAfter(retryAfter, now)) ?? longestReset(policies);
  return { policies, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

function formatPolicy(policy: PolicyState): string {
  const window = Number.isFinite(policy.windowMs) ? `;w=${seconds(policy.windowMs)}` : '';
  return `${formatStructuredString(policy.name)};q=${wholeNumber(policy.limit)}${window}`;
}

function formatState(policy: PolicyState): string {
  const reset = Number.isFinite(policy.resetAfterMs) ? `;t=${seconds(policy.resetAfterMs)}` : '';
  return `${formatStructuredString(policy.name)};r=${wholeNumber(policy.remaining)}${reset}`;
}

function seconds(durationMs: number): string {
  return wholeNumber(Math.ceil(durationMs / 1000));
}

function wholeNumber(value: number): string {
  return formatStructuredInteger(Math.max(value, 0));
}

type Read = (name: string) => string | undefined;

function reader(source: FieldSource): Read {
  if (isHeaders(source)) return (name) => source.get(name) ?? undefined;
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(source)) {
    if (typeof value === 'string') values.set(name.toLowerCase(), value);
    else if (Array.isArray(value)) values.set(name.toLowerCase(), value.join(', '));
  }
  return (name) => values.get(name);
}

function isHeaders(source: FieldSource): source is Pick<Headers, 'get'> {
  return typeof source.get === 'function';
}

function structuredPolicies(policyField: string, stateField: string): readonly RateLimitFieldPolicy[] {
  const policies = new Map<string, RateLimitFieldPolicy>();
  for (const { value: name, parameters } of parseStructuredList(policyField)) {
    const [limit, window] = [count(parameters.get('q')), count(parameters.get('w'))];
    policies.set(name, {
      name,
      ...(limit !== undefined && { limit }),
      ...(window !== undefined && { windowMs: window * 1000 }),
    });
  }
  for (const { value: name, parameters } of parseStructuredList(stateField)) {
    const [remaining, reset] = [count(parameters.get('r')), count(parameters.get('t'))];
    policies.set(name, {
      ...policies.get(name),
      name,
      ...(remaining !== undefined && { remaining }),
      ...(reset !== undefined && { resetAfterMs: reset * 1000 }),
    });
  }
  return [...policies.values()].filter(
    (policy) => policy.limit !== undefined || policy.remaining !== undefined,
  );
}

function olderPolicies(read: Read, now: number): readonly RateLimitFieldPolicy[] {
  for (const prefix of ['x-ratelimit', 'ratelimit']) {
    const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
      leadingNumber(read(`${prefix}-${name}`)),
    );
    if (limit === undefined && remaining === undefined) continue;
    return [
      {
        name: 'default',
        ...(limit !== undefined && { limit }),
        ...(remaining !== undefined && { remaining }),
        ...(reset !== undefined && { resetAfterMs: resetFromNow(reset, now) }),
      },
    ];
  }
  return [];
}

function resetFromNow(reset: number, now: number): number {
  if (reset < 1e9) return reset * 1000;
  return Math.max((reset > 1e12 ? reset : reset * 1000) - now, 0);
}

/** The first number of `100, 100;w=60`, as earlier drafts wrote the limit. */
function leadingNumber(text: string | undefined): number | undefined {
  const match = /^\s*(\d{1,15})(?:\.\d+)?\s*(?:[,;]|$)/.exec(text?.slice(0, 100) ?? '');
  return match === null ? undefined : Number(match[1]);
}

function count(value: string | number | boolean | undefined): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= largestInteger ? Math.floor(value) : undefined;
}

function longestReset(policies: readonly RateLimitFieldPolicy[]): number | undefined {
  const waits = policies
    .filter((policy) => policy.remaining === 0)
    .map((policy) => policy.resetAfterMs)
    .filter((wait) => wait !== undefined);
  return waits.length === 0 ? undefined : Math.max(...waits);
}
