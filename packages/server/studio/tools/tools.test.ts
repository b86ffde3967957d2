import type { ToolDescription } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { findTools } from './find-tools.ts';
import { createHistory } from './history.ts';
import type { HistoryEntry } from './history.ts';

const tool = (name: string, description: string, tags: string[] = []): ToolDescription =>
  ({ name, description, tags, capabilities: [] }) as unknown as ToolDescription;

describe('the search among tools', () => {
  const tools = [
    tool('users.list', 'Lists people'),
    tool('mail', 'Writes to users'),
    tool('sms', 'Writes', ['users']),
  ];
  const found = (search: string): string[] => findTools(tools, search).map(({ name }) => name);

  it('finds every word anywhere, names first', () => {
    expect(found('USERS')).toEqual(['users.list', 'sms', 'mail']);
    expect(found('writes users')).toEqual(['sms', 'mail']);
    expect(found(' ')).toEqual(['users.list', 'mail', 'sms']);
    expect(found('users nothing')).toEqual([]);
  });
});

describe('the history', () => {
  const entry = (atMs: number): HistoryEntry => ({
    tool: 't',
    input: null,
    outcome: 'success',
    elapsedMs: 1,
    atMs,
  });
  const storage = (kept = new Map<string, string>()) => ({
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  });

  it('keeps the newest calls first, and no more than fifty', () => {
    const history = createHistory(storage());
    for (let atMs = 0; atMs < 60; atMs += 1) history.add(entry(atMs));
    expect(history.list()).toHaveLength(50);
    expect(history.list()[0]?.atMs).toBe(59);
    history.clear();
    expect(history.list()).toEqual([]);
  });

  it('leaves out what is very long', () => {
    const history = createHistory(storage());
    history.add({ ...entry(1), input: 'x'.repeat(30_000) });
    expect(history.list()).toEqual([]);
  });

  it.each(['{', '{}', '[7, {"tool": 1}]'])('forgets what it cannot read: %s', (text) => {
    const history = createHistory(storage(new Map([['toolwright-studio-history', text]])));
    expect(history.list()).toEqual([]);
  });

  it('goes on where nothing can be kept', () => {
    const refuse = (): never => {
      throw new Error('no room');
    };
    const history = createHistory({ getItem: refuse, setItem: refuse, removeItem: refuse });
    history.add(entry(1));
    history.clear();
    expect(history.list()).toEqual([]);
  });
});
