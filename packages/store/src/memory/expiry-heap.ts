/** What a heap orders: it keeps its place in `heapIndex`, which is -1 outside the heap. */
export interface Expiring {
  expiresAtMs: number;
  heapIndex: number;
}

/** The entries that will expire, soonest first: a binary heap whose entries know their place, so that any can leave. */
export class ExpiryHeap<T extends Expiring> {
  readonly #items: T[] = [];

  get soonest(): T | undefined {
    return this.#items[0];
  }

  /** Puts the entry where its `expiresAtMs` belongs, whether it was here before or not; `Infinity` takes it out. */
  place(item: T): void {
    if (item.expiresAtMs === Infinity) return this.remove(item);
    if (item.heapIndex === -1) {
      item.heapIndex = this.#items.length;
      this.#items.push(item);
    }
    this.#settle(item);
  }

  remove(item: T): void {
    const index = item.heapIndex;
    if (index === -1) return;
    item.heapIndex = -1;
    const last = this.#items.pop();
    if (last === undefined || last === item) return;
    this.#put(last, index);
    this.#settle(last);
  }

  #settle(item: T): void {
    this.#rise(item);
    this.#sink(item);
  }

  #rise(item: T): void {
    while (item.heapIndex > 0) {
      const index = item.heapIndex;
      const parent = this.#items[(index - 1) >> 1];
      if (parent === undefined || parent.expiresAtMs <= item.expiresAtMs) return;
      this.#put(item, parent.heapIndex);
      this.#put(parent, index);
    }
  }

  #sink(item: T): void {
    for (;;) {
      const index = item.heapIndex;
      const left = this.#items[2 * index + 1];
      const right = this.#items[2 * index + 2];
      const child =
        right !== undefined && left !== undefined && right.expiresAtMs < left.expiresAtMs ? right : left;
      if (child === undefined || item.expiresAtMs <= child.expiresAtMs) return;
      this.#put(item, child.heapIndex);
      this.#put(child, index);
    }
  }

  #put(item: T, index: number): void {
    this.#items[index] = item;
    item.heapIndex = index;
  }
}
