import { describe, expect, it } from 'vitest';
import { labelsOf, seriesKey, seriesName } from './series-key.ts';

describe('seriesKey', () => {
  it('is the same for the same attributes in any order, and without those that are undefined', () => {
    const key = seriesKey({ a: '1', b: true, c: ['x', 'y'] });
    expect(seriesKey({ c: ['x', 'y'], b: true, a: '1', d: undefined })).toBe(key);
    expect(seriesKey({ b: true, none: undefined, a: 1, c: ['x', 'y'] })).toBe(key);
  });

  it('is another for others, however their values are made up', () => {
    expect(seriesKey({ a: '1,b=2' })).not.toBe(seriesKey({ a: '1', b: '2' }));
    expect(seriesKey({ a: '1:2', b: '' })).not.toBe(seriesKey({ a: '1', b: ':2' }));
    expect(seriesKey({})).toBe('');
  });

  it('does not throw for what a type checker would not let through', () => {
    expect(seriesKey({ a: null as never })).toBe('a=4:null');
  });
});

describe('labels', () => {
  it('are sorted text of a bounded length, and read well', () => {
    const labels = labelsOf({ tool: 'weather', outcome: 'x'.repeat(1_000), none: undefined });
    expect(labels.map(([name, value]) => [name, value.length])).toEqual([
      ['outcome', 256],
      ['tool', 7],
    ]);
    expect(seriesName('calls', labelsOf({ tool: 'weather', ok: true }))).toBe('calls{ok=true,tool=weather}');
    expect(seriesName('calls', [])).toBe('calls');
  });
});
