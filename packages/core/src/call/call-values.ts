import type { ContextKey } from './context-key.ts';

/** What rails and tools share through a call. Mostly that is one value, so the first needs no map. */
export class CallValues {
  #firstKey: object | undefined = undefined;
  #firstValue: unknown = undefined;
  #others: Map<object, unknown> | undefined = undefined;

  get<T>(key: ContextKey<T>): T | undefined {
    return (key === this.#firstKey ? this.#firstValue : this.#others?.get(key)) as T | undefined;
  }

  set<T>(key: ContextKey<T>, value: T): void {
    this.#firstKey ??= key;
    if (key === this.#firstKey) this.#firstValue = value;
    else (this.#others ??= new Map()).set(key, value);
  }

  copy(): CallValues {
    const copy = new CallValues();
    copy.#firstKey = this.#firstKey;
    copy.#firstValue = this.#firstValue;
    if (this.#others !== undefined) copy.#others = new Map(this.#others);
    return copy;
  }
}
