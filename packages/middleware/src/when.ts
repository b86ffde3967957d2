import type { Awaitable, Call, Middleware } from '@toolwright/core';

/** Decides whether a middleware applies to a call. What it throws fails the call. */
export type CallPredicate = (call: Call) => Awaitable<boolean>;

/**
 * Applies `middleware` only to calls for which `predicate` holds; the others pass by. A predicate that answers at once
 * costs no promise.
 */
export function when<Adds extends object>(
  predicate: CallPredicate,
  middleware: Middleware<Adds>,
): Middleware<Partial<Adds>> {
  const conditional: Middleware<Partial<Adds>> = (call, next) => {
    const applies = predicate(call);
    if (applies === true) return middleware(call, next);
    if (applies === false) return next();
    return Promise.resolve(applies).then((does) => (does ? middleware(call, next) : next()));
  };
  return middleware.rail === undefined ? conditional : Object.assign(conditional, { rail: middleware.rail });
}

/** Applies `middleware` to every tool but those named. A name may end in `*`: `admin.*`. */
export function exceptTools<Adds extends object>(
  names: readonly string[],
  middleware: Middleware<Adds>,
): Middleware<Partial<Adds>> {
  const exact = new Set(names.filter((name) => !name.endsWith('*')));
  const prefixes = names.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  const excepted = ({ tool }: Call): boolean =>
    exact.has(tool.name) || prefixes.some((prefix) => tool.name.startsWith(prefix));
  return when((call) => !excepted(call), middleware);
}
