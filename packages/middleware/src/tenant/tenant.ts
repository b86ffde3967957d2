import { failed, failure, invalidOption, numberOption, rail } from '@toolwright/core';
import type { Awaitable, Call, Failure, Middleware, Outcome } from '@toolwright/core';
import { onceSettled, withinCall } from '../within-call.ts';
import type { TenantLease, TenantResources } from './tenant-resources.ts';

/** How a call's tenant is found. */
export interface TenantOptions<Resource = undefined> {
  /**
   * Names the tenant in the application's own way: by host, by a member of the input. What it names counts only if the
   * principal may act for it. @default the header, else the principal's tenant
   */
  readonly resolve?: (call: Call) => Awaitable<string | undefined>;
  /** The header by which a caller chooses among the tenants it may act for; lower case. @default 'x-tenant-id' */
  readonly header?: string;
  /**
   * Believes the header of a caller who is not known: only where something in front of the service sets it.
   * @default false: it is ignored
   */
  readonly trustHeader?: boolean;
  /** Refuses calls without a tenant. @default false */
  readonly required?: boolean;
  /** What each tenant has of its own: opened for its first call, and handed to calls as `call.context.tenantResource`. */
  readonly resources?: TenantResources<Resource>;
  /** Hears of each refusal, for an audit trail: this rail stands outside of `audit`. What it throws harms nobody. */
  readonly onRefused?: (call: Call, failure: Failure) => void;
  /** How long `resolve` may take, in milliseconds, 1 to 2 147 483 647. @default 5_000 */
  readonly timeoutMs?: number;
}

/**
 * Decides whom a call acts for, and refuses with `PERMISSION_DENIED` a tenant that its principal may not act for. A
 * tenant that the program itself gave the call stays, if the principal may. `metadata.tenant` says which, and from where.
 *
 * @throws `INVALID_OPTIONS` for a `resolve` that is no function, a bad header, or a bad time.
 */
export function tenant<Resource>(
  options: TenantOptions<Resource> & { readonly resources: TenantResources<Resource> },
): Middleware<{ readonly tenantResource?: Resource }>;
export function tenant(options?: TenantOptions): Middleware;
export function tenant(options: TenantOptions<unknown> = {}): Middleware {
  const settings = settingsOf(options);
  const { resources, required = false, onRefused } = options;
  const refuse = (call: Call, refusal: Failure): Outcome => {
    try {
      onRefused?.(call, refusal);
    } catch {
      // Whoever listens must not make it worse.
    }
    return failed(refusal);
  };
  return rail(
    {
      name: 'tenant',
      inside: ['trace'],
      outside: ['audit', 'authorize', 'flags', 'rate-limit', 'idempotency', 'fallback', 'cache', 'bulkhead'],
      describe: () => ({
        header: settings.header,
        trustHeader: settings.trustHeader,
        required,
        ownRule: options.resolve !== undefined,
        resources: resources !== undefined,
      }),
    },
    (call, next) =>
      onceSettled(choose(settings, call), async (choice) => {
        if (choice === undefined) return required ? refuse(call, noTenant(settings, call)) : next();
        if (!mayActFor(call, choice.id)) return refuse(call, notTheirs(call, choice.id));
        call.annotate('tenant', { id: choice.id, from: choice.from });
        const passedOn = call.fork({ attempt: call.attempt, tenant: choice.id });
        if (resources === undefined) return next(passedOn);
        return withResource(await resources.use(choice.id, { signal: call.signal }), call, () =>
          next(passedOn),
        );
      }),
  );
}

/** A stream, or a tool that ignores its signal, goes on using it; a rail inside that hangs does not. */
async function withResource(
  lease: TenantLease<unknown>,
  call: Call,
  next: () => Promise<Outcome>,
): Promise<Outcome> {
  const { signal } = call;
  const release = (): void => call.afterWork(lease.release);
  signal.addEventListener('abort', release, { once: true });
  try {
    call.provide({ tenantResource: lease.resource });
    return await next();
  } finally {
    signal.removeEventListener('abort', release);
    release();
  }
}

interface Settings extends Pick<TenantOptions, 'resolve'> {
  readonly header: string;
  readonly trustHeader: boolean;
  readonly timeoutMs: number;
}

interface Choice {
  readonly id: string;
  readonly from: 'call' | 'resolve' | 'header' | 'principal';
}

const longestTenant = 256;

function choose(settings: Settings, call: Call): Awaitable<Choice | undefined> {
  const { resolve, header, trustHeader, timeoutMs } = settings;
  const { principal } = call;
  // Something other than the principal's own tenant: the program chose it, or the call that this one is nested in.
  if (call.tenant !== undefined && call.tenant !== principal?.tenant)
    return { id: call.tenant, from: 'call' };
  if (resolve !== undefined) {
    const what = `The tenant of a call of "${call.tool.name}"`;
    const found = withinCall(call, { what, timeoutMs }, () => resolve(call));
    if (found === undefined || typeof found === 'string') return choiceOf(found, 'resolve');
    return found.then((id) => choiceOf(id, 'resolve'));
  }
  const named = principal === undefined && !trustHeader ? undefined : call.headers[header];
  return choiceOf(named, 'header') ?? choiceOf(principal?.tenant, 'principal');
}

function choiceOf(id: string | undefined, from: Choice['from']): Choice | undefined {
  return id === undefined || id === '' ? undefined : { id, from };
}

/** Without a principal there is nobody to ask: the program, its `resolve` or a trusted header has decided. */
function mayActFor({ principal }: Call, id: string): boolean {
  if (id.length > longestTenant) return false;
  return principal === undefined || principal.tenant === id || principal.tenants?.includes(id) === true;
}

function notTheirs({ tool }: Call, id: string): Failure {
  const shown = JSON.stringify(id.slice(0, longestTenant));
  return failure('PERMISSION_DENIED', `The caller of "${tool.name}" may not act for the tenant ${shown}`);
}

function noTenant({ header, resolve }: Settings, { tool, principal }: Call): Failure {
  if (principal === undefined && resolve === undefined)
    return failure('UNAUTHENTICATED', `"${tool.name}" needs a caller who is known, to know its tenant`);
  const hint = resolve === undefined ? `: name one in the header "${header}"` : '';
  return failure('PERMISSION_DENIED', `"${tool.name}" needs a tenant to act for${hint}`);
}

function settingsOf(options: TenantOptions<unknown>): Settings {
  const { resolve, header = 'x-tenant-id', trustHeader = false } = options;
  if (resolve !== undefined && typeof resolve !== 'function')
    throw invalidOption('resolve', 'a function of the call', resolve);
  if (typeof header !== 'string' || !/^[!-9;-@[-~]+$/.test(header))
    throw invalidOption('header', 'the name of a header, in lower case', header);
  const timeoutMs = numberOption('timeoutMs', options.timeoutMs ?? 5_000, { min: 1, max: 2_147_483_647 });
  return { ...(resolve !== undefined && { resolve }), header, trustHeader, timeoutMs };
}
