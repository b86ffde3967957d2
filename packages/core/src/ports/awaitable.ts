/** A value, or the promise of one: synchronous where it can be, and callers always await. */
export type Awaitable<T> = T | PromiseLike<T>;
