import type { JsonValue } from '@toolwright/core';
import { isObject } from '../schema/resolve-schema.ts';

/** A call that was made, without its secrets and headers. */
export interface HistoryEntry {
  readonly tool: string;
  readonly input: JsonValue;
  readonly outcome: string;
  readonly elapsedMs: number;
  readonly atMs: number;
}

/** Remembers calls in the browser. What cannot be kept or read is forgotten: it never fails. */
export interface History {
  /** The newest first. */
  list(): readonly HistoryEntry[];
  add(entry: HistoryEntry): void;
  clear(): void;
}

const key = 'toolwright-studio-history';
const mostEntries = 50;
const mostCharacters = 20_000;

/** A history in a storage of the browser. */
export function createHistory(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): History {
  const list = (): readonly HistoryEntry[] => {
    try {
      const kept: unknown = JSON.parse(storage.getItem(key) ?? '[]');
      return Array.isArray(kept) ? kept.filter(isEntry) : [];
    } catch {
      return [];
    }
  };
  return {
    list,
    add(entry) {
      if (JSON.stringify(entry).length > mostCharacters) return;
      try {
        storage.setItem(key, JSON.stringify([entry, ...list()].slice(0, mostEntries)));
      } catch {
        // The browser keeps nothing, or no more.
      }
    },
    clear() {
      try {
        storage.removeItem(key);
      } catch {
        // The browser keeps nothing.
      }
    },
  };
}

function isEntry(value: unknown): value is HistoryEntry {
  if (!isObject(value)) return false;
  const { tool, outcome, elapsedMs, atMs } = value;
  return (
    typeof tool === 'string' &&
    typeof outcome === 'string' &&
    typeof elapsedMs === 'number' &&
    typeof atMs === 'number' &&
    'input' in value
  );
}
