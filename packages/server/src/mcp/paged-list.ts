import { Buffer } from 'node:buffer';
import type { Principal } from '@toolwright/core';
import { mayCall } from '../rest/visible-tools.ts';

/** Who a list is for. */
export type Era = 'modern' | 'earlier';

/** One thing that a list shows. */
export interface ListEntry {
  /** Unique in the list. */
  readonly name: string;
  /** What a caller must hold to see it, all of it. */
  readonly permissions: readonly string[];
  /** It as JSON; `undefined`: not for clients of that era. */
  readonly text: Readonly<Record<Era, string | undefined>>;
}

/** A list in pages: what the caller may use, in an order that does not change. */
export class PagedList {
  /** Whether every caller sees the same. */
  readonly isOpen: boolean;
  readonly #member: string;
  readonly #entries: readonly ListEntry[];
  readonly #pageSize: number;

  /** `member` names the list in the result: `tools`. The entries come in the order of their names. */
  constructor(member: string, entries: readonly ListEntry[], pageSize: number) {
    this.isOpen = entries.every(({ permissions }) => permissions.length === 0);
    this.#member = member;
    this.#entries = entries;
    this.#pageSize = pageSize;
  }

  /**
   * What the caller may use, from the cursor on: the list and `nextCursor` as JSON members without braces. `undefined`:
   * the cursor is none of this list.
   */
  page(principal: Principal | undefined, cursor: unknown, era: Era): string | undefined {
    const from = cursor === undefined ? 0 : this.#after(cursor);
    if (from === undefined) return undefined;
    const texts: string[] = [];
    for (let index = from; index < this.#entries.length; index += 1) {
      const entry = this.#entries[index]!;
      const text = entry.text[era];
      if (text === undefined || !mayCall(entry, principal)) continue;
      if (texts.length === this.#pageSize)
        return `${this.#members(texts)},${nextOf(this.#entries[index - 1]!)}`;
      texts.push(text);
    }
    return this.#members(texts);
  }

  /** A cursor names the last entry seen, so that it holds when entries come and go between two pages. */
  #after(cursor: unknown): number | undefined {
    if (typeof cursor !== 'string') return undefined;
    const name = Buffer.from(cursor, 'base64url').toString();
    const index = this.#entries.findIndex((entry) => entry.name === name);
    return index === -1 ? undefined : index + 1;
  }

  #members(texts: readonly string[]): string {
    return `"${this.#member}":[${texts.join(',')}]`;
  }
}

function nextOf({ name }: ListEntry): string {
  return `"nextCursor":"${Buffer.from(name).toString('base64url')}"`;
}
