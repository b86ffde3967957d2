import { describe, expect, it } from 'vitest';
import { isVersion, isVersionRange, versionSatisfies } from './version-range.ts';

describe('a version range', () => {
  it.each([
    ['1.2.3', '1.2.3', true],
    ['1.2.4', '1.2.3', false],
    ['v1.2.3', '=1.2.3', true],
    ['1.2.3+build.7', '1.2.3', true],
    ['1.9.0', '^1.2.3', true],
    ['1.2.2', '^1.2.3', false],
    ['2.0.0', '^1.2.3', false],
    ['2.0.0-beta.1', '^1.2.3', false],
    ['0.2.9', '^0.2.3', true],
    ['0.3.0', '^0.2.3', false],
    ['0.0.3', '^0.0.3', true],
    ['0.0.4', '^0.0.3', false],
    ['0.0.9', '^0.0', true],
    ['0.1.0', '^0.0', false],
    ['0.9.0', '^0', true],
    ['1.2.9', '~1.2.3', true],
    ['1.3.0', '~1.2.3', false],
    ['1.2.0', '~1.2', true],
    ['1.9.9', '~1', true],
    ['1.5.0', '1', true],
    ['1.5.0', '1.x', true],
    ['1.5.0', '1.4', false],
    ['1.4.9', '1.4.*', true],
    ['7.1.0', '*', true],
    ['7.1.0', '', true],
    ['7.1.0', '>*', false],
    ['1.0.0', '>=1.0.0 <2', true],
    ['2.0.0', '>=1.0.0 <2', false],
    ['2.0.0-rc.1', '>=1.0.0 <2', false],
    ['2.0.0-rc.1', '<2.0.0-rc.2', true],
    ['1.2.9', '>1.2', false],
    ['1.3.0', '>1.2', true],
    ['1.2.4', '>1.2.3', true],
    ['1.2.3', '>1.2.3', false],
    ['1.2.9', '<=1.2', true],
    ['1.3.0', '<=1.2', false],
    ['1.2.3', '<=1.2.3', true],
    ['3.1.0', '^1.0.0 || ^3.0.0', true],
    ['2.1.0', '^1.0.0 || ^3.0.0', false],
    ['1.0.0-beta.2', '>=1.0.0-beta.1', true],
    ['1.0.0-beta.2', '>=1.0.0-beta.10', false],
    ['1.0.0-alpha', '>=1.0.0-alpha.1', false],
    ['1.0.0-alpha.1', '>=1.0.0-alpha', true],
    ['1.0.0-1', '>=1.0.0-alpha', false],
    ['1.0.0-alpha', '>=1.0.0-1', true],
    ['1.0.0-beta', '>=1.0.0-alpha', true],
    ['1.0.0', '>=1.0.0-beta', true],
    ['1.0.0-beta', '>=1.0.0', false],
    ['not a version', '*', false],
    ['1.0.0', 'not a range', false],
  ])('%s in "%s": %s', (version, range, satisfied) => {
    expect(versionSatisfies(version, range)).toBe(satisfied);
  });

  it('is told apart from what is none', () => {
    expect(['*', '', '^1', '1 || 2', '>=1.2.3-a.b'].every(isVersionRange)).toBe(true);
    expect(['latest', '^^1', '1.2.3.4', '1 - 2', `>=${'1'.repeat(300)}`].some(isVersionRange)).toBe(false);
  });

  it('asks whole versions of plugins', () => {
    expect(['1.2.3', '1.2.3-beta.1', '1.0.0+x'].every(isVersion)).toBe(true);
    expect(['1', '1.2', 'latest', '', '1.2.x'].some(isVersion)).toBe(false);
  });
});
