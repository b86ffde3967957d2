import { isPromiseLike, toFailure } from '@toolwright/core';
import type { Attributes, Span, Telemetry } from '@toolwright/core';

/** How a function's calls become spans. */
export interface TracedOptions {
  readonly telemetry: Telemetry;
  /** @default `Class.method` for a method, else the function's own name */
  readonly name?: string;
  readonly attributes?: Attributes;
}

type Work<This, Arguments extends readonly unknown[], Result> = (this: This, ...values: Arguments) => Result;

/** Decorates a method: `@traced({ telemetry }) async load(…) { … }`. */
export type TracedDecorator = <This, Arguments extends readonly unknown[], Result>(
  work: Work<This, Arguments, Result>,
  context: ClassMethodDecoratorContext<This, Work<This, Arguments, Result>>,
) => Work<This, Arguments, Result>;

/**
 * Makes each call of a function a span below the active one, failed when the function throws or rejects. `this`,
 * arguments, result and errors are the function's own, and one that is synchronous stays so. Given options alone it is a
 * decorator for methods.
 */
export function traced<This, Arguments extends readonly unknown[], Result>(
  work: Work<This, Arguments, Result>,
  options: TracedOptions,
): Work<This, Arguments, Result>;
export function traced(options: TracedOptions): TracedDecorator;
export function traced(
  first: Work<unknown, readonly unknown[], unknown> | TracedOptions,
  options?: TracedOptions,
): unknown {
  if (typeof first === 'function') return wrap(first, options!, first.name);
  return (work: Work<unknown, readonly unknown[], unknown>, context: ClassMethodDecoratorContext) =>
    wrap(work, first, String(context.name));
}

function wrap(
  work: Work<unknown, readonly unknown[], unknown>,
  options: TracedOptions,
  method: string,
): Work<unknown, readonly unknown[], unknown> {
  const { telemetry, attributes } = options;
  const wrapped = function tracedWork(this: unknown, ...values: readonly unknown[]): unknown {
    const span = telemetry.startSpan(options.name ?? nameOf(this, method), attributes);
    if (span === undefined) return Reflect.apply(work, this, values);
    return settle(span, () => Reflect.apply(work, this, values));
  };
  Object.defineProperty(wrapped, 'name', { value: method, configurable: true });
  return wrapped;
}

function settle(span: Span, work: () => unknown): unknown {
  const failed = (error: unknown): never => {
    span.fail(toFailure(error));
    span.end();
    throw error;
  };
  let result: unknown;
  try {
    result = span.run(work);
  } catch (error) {
    return failed(error);
  }
  if (!isPromiseLike(result)) {
    span.end();
    return result;
  }
  return Promise.resolve(result).then((value) => {
    span.end();
    return value;
  }, failed);
}

/** A static method's `this` is its class. */
function nameOf(owner: unknown, method: string): string {
  const known = method === '' ? 'anonymous' : method;
  if (typeof owner === 'function') return owner.name === '' ? known : `${owner.name}.${known}`;
  if (typeof owner !== 'object' || owner === null) return known;
  const { constructor } = owner;
  return typeof constructor !== 'function' || constructor === Object ? known : `${constructor.name}.${known}`;
}
