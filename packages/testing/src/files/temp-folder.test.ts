import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createTempFolder } from './temp-folder.ts';

it('a folder of a test is its own, holds what is written, and is gone afterwards', () => {
  const folder = createTempFolder('one-');
  using other = createTempFolder();
  expect(folder.path).toContain('one-');
  expect(other.path).not.toBe(folder.path);
  expect(readFileSync(folder.write('a/b.txt', 'text'), 'utf8')).toBe('text');
  folder.remove();
  folder.remove();
  expect([existsSync(folder.path), existsSync(other.path)]).toEqual([false, true]);
});
