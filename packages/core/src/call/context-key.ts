/** Names a value that rails and tools share through a call. Two keys are never the same, whatever their names. */
export interface ContextKey<T> {
  readonly name: string;
  readonly '~value'?: T;
}

/** Makes a key: `const tenantKey = contextKey<Tenant>('tenant')`, once, where both sides can import it. */
export function contextKey<T>(name: string): ContextKey<T> {
  return Object.freeze({ name });
}
