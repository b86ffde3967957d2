import { invalidOption, numberOption, rail, ToolError, withDeadline } from '@toolwright/core';
import type { Awaitable, Call, Middleware } from '@toolwright/core';

/** Makes one value of the context. `signal` aborts when nobody waits for it any more. */
export type Enricher<Value = unknown> = (
  call: Call,
  options: { readonly signal: AbortSignal },
) => Awaitable<Value>;

/** How a context is enriched. */
export interface EnrichOptions<OnFailure extends 'fail' | 'skip' = 'fail' | 'skip'> {
  /** How long each value may take, in milliseconds, 1 to 2 147 483 647. @default 1_000 */
  readonly timeoutMs?: number;
  /** What becomes of the call when a value cannot be made: it fails, or goes on without the value. @default 'fail' */
  readonly onFailure?: OnFailure;
}

/** What enrichers add to `call.context`, each under its name. */
export type Enrichment<Enrichers extends Readonly<Record<string, Enricher>>> = {
  readonly [Name in keyof Enrichers]: Awaited<ReturnType<Enrichers[Name]>>;
};

/**
 * Adds values to `call.context`, all made at the same time, each within its deadline:
 * `enrich({ account: (call) => accounts.of(call.principal) })`. A skipped value is named in `metadata.enrich`.
 *
 * @throws `INVALID_OPTIONS` for an enricher that is no function, or a bad `timeoutMs` or `onFailure`.
 */
export function enrich<const Enrichers extends Readonly<Record<string, Enricher>>>(
  enrichers: Enrichers,
  options: EnrichOptions<'skip'> & { readonly onFailure: 'skip' },
): Middleware<Partial<Enrichment<Enrichers>>>;
export function enrich<const Enrichers extends Readonly<Record<string, Enricher>>>(
  enrichers: Enrichers,
  options?: EnrichOptions<'fail'>,
): Middleware<Enrichment<Enrichers>>;
export function enrich(
  enrichers: Readonly<Record<string, Enricher>>,
  options: EnrichOptions = {},
): Middleware {
  const timeoutMs = numberOption('timeoutMs', options.timeoutMs ?? 1_000, { min: 1, max: 2_147_483_647 });
  const { onFailure = 'fail' } = options;
  if (onFailure !== 'fail' && onFailure !== 'skip')
    throw invalidOption('onFailure', '"fail" or "skip"', onFailure);
  for (const [name, enricher] of Object.entries(enrichers)) {
    if (typeof enricher !== 'function') throw invalidOption(name, 'a function of the call', enricher);
  }
  const names = Object.keys(enrichers);
  return rail({ name: 'enrich', describe: () => ({ names, timeoutMs, onFailure }) }, async (call, next) => {
    const skipped: string[] = [];
    await inGroup(call, async (group) => {
      const made = Object.entries(enrichers).map(async ([name, enricher]) => {
        try {
          call.provide({ [name]: await valueOf({ name, enricher, timeoutMs }, call, group) });
        } catch (error) {
          if (onFailure === 'fail' || group.aborted) throw error;
          skipped.push(name);
        }
      });
      await Promise.all(made);
    });
    if (skipped.length > 0) call.annotate('enrich', { skipped: skipped.toSorted() });
    return next();
  });
}

interface Piece {
  readonly name: string;
  readonly enricher: Enricher;
  readonly timeoutMs: number;
}

function valueOf({ name, enricher, timeoutMs }: Piece, call: Call, group: AbortSignal): Promise<unknown> {
  return withDeadline(async (signal) => enricher(call, { signal }), {
    clock: call.clock,
    timeoutMs,
    signal: group,
    onTimeout: () =>
      new ToolError('OPERATION_TIMEOUT', `"${name}" of the context was not there within ${timeoutMs} ms`),
  });
}

/** Runs work whose pieces all end when one of them fails or the call is interrupted. */
async function inGroup(call: Call, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const group = new AbortController();
  const { signal } = call;
  const leave = (): void => group.abort(signal.reason);
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    await work(group.signal);
  } finally {
    signal.removeEventListener('abort', leave);
    group.abort();
  }
}
