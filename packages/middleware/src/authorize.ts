import { failed, failure, invalidOption, numberOption, rail } from '@toolwright/core';
import type { Awaitable, Call, Failure, Middleware } from '@toolwright/core';
import { onceSettled, withinCall } from './within-call.ts';

/** Decides whether a caller may: `false`, or a sentence that says why not. What it throws fails the call. */
export type AuthorizePredicate = (call: Call) => Awaitable<boolean | string>;

/** Who may call. Everything that is given must hold. */
export interface AuthorizeOptions {
  /** What the principal must hold, all of it. */
  readonly permissions?: readonly string[] | ((call: Call) => readonly string[]);
  /** What the principal must hold one of. */
  readonly anyOf?: readonly string[];
  /** A rule of the application's own: an amount, an owner, an hour. */
  readonly allow?: AuthorizePredicate;
  /** How long the rule may take to answer, in milliseconds, at least 1. @default 5_000 */
  readonly timeoutMs?: number;
}

/**
 * Refuses callers who may not: `PERMISSION_DENIED`, with what is missing by name, or `UNAUTHENTICATED` where nobody is
 * known. A tool's own `metadata.permissions` are enforced anyway; this is for finer rules. A rule that does not answer
 * refuses.
 *
 * @throws `INVALID_OPTIONS` when there is nothing to check, or a bad list, rule or time.
 */
export function authorize(rule: AuthorizeOptions | AuthorizePredicate): Middleware {
  const options: AuthorizeOptions = typeof rule === 'function' ? { allow: rule } : rule;
  checkOptions(options);
  const { permissions, anyOf, allow } = options;
  const timeoutMs = numberOption('timeoutMs', options.timeoutMs ?? 5_000, { min: 1, max: 2_147_483_647 });
  return rail(
    {
      name: 'authorize',
      inside: ['trace', 'tenant', 'audit'],
      outside: [
        'idempotency',
        'fallback',
        'cache',
        'bulkhead',
        'retry',
        'hedge',
        'circuit-breaker',
        'timeout',
      ],
      describe: () => ({
        ...(Array.isArray(permissions) && { permissions }),
        ...(anyOf !== undefined && { anyOf }),
        ownRule: allow !== undefined,
      }),
    },
    (call, next) => {
      const refusal = missingPermissions(call, options);
      if (refusal !== undefined) return Promise.resolve(failed(refusal));
      if (allow === undefined) return next();
      const what = `The authorization of "${call.tool.name}"`;
      return onceSettled(
        withinCall(call, { what, timeoutMs }, () => allow(call)),
        (answer) => (answer === true ? next() : Promise.resolve(failed(denial(call, answer)))),
      );
    },
  );
}

function missingPermissions(call: Call, { permissions, anyOf }: AuthorizeOptions): Failure | undefined {
  if (permissions === undefined && anyOf === undefined) return undefined;
  const { principal, tool } = call;
  const all = typeof permissions === 'function' ? permissions(call) : (permissions ?? []);
  if (principal === undefined) return nobody(call);
  const missing = all.filter((permission) => !principal.permissions.includes(permission));
  const hasOne =
    anyOf === undefined || anyOf.some((permission) => principal.permissions.includes(permission));
  if (missing.length === 0 && hasOne) return undefined;
  const told = [
    ...(missing.length > 0 ? [`${missing.join(', ')} missing`] : []),
    ...(hasOne ? [] : [`one of ${anyOf.join(', ')} missing`]),
  ];
  return failure('PERMISSION_DENIED', `Insufficient permissions for "${tool.name}": ${told.join('; ')}`, {
    details: { missing, ...(!hasOne && { anyOf }) },
  });
}

function denial(call: Call, answer: unknown): Failure {
  if (call.principal === undefined) return nobody(call);
  const reason = typeof answer === 'string' && answer !== '' ? answer : 'the caller may not do this';
  return failure('PERMISSION_DENIED', `Insufficient permissions for "${call.tool.name}": ${reason}`);
}

function nobody({ tool }: Call): Failure {
  return failure('UNAUTHENTICATED', `"${tool.name}" needs a caller who is known`);
}

function checkOptions({ permissions, anyOf, allow }: AuthorizeOptions): void {
  if (permissions === undefined && anyOf === undefined && allow === undefined)
    throw invalidOption('permissions', 'given, or "anyOf" or "allow"', permissions);
  if (permissions !== undefined && typeof permissions !== 'function' && !areNames(permissions))
    throw invalidOption('permissions', 'a list of names, or a function of the call', permissions);
  if (anyOf !== undefined && !(areNames(anyOf) && anyOf.length > 0))
    throw invalidOption('anyOf', 'a list of one name or more', anyOf);
  if (allow !== undefined && typeof allow !== 'function')
    throw invalidOption('allow', 'a function of the call', allow);
}

function areNames(list: unknown): boolean {
  return Array.isArray(list) && list.every((name) => typeof name === 'string' && name !== '');
}
