/** A value, or the promise of one: synchronous where it can be, and callers always await. */
export type Awaitable<T> = T | PromiseLike<T>;

/** Whether a value has to be awaited. */
export function isPromiseLike<T>(value: Awaitable<T>): value is PromiseLike<T>;
export function isPromiseLike(value: unknown): value is PromiseLike<unknown>;
export function isPromiseLike(value: unknown): boolean {
  return (
    value instanceof Promise ||
    (typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function')
  );
}
