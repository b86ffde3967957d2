import { describe, expect, it } from 'vitest';
import { flatAttributes } from './flat-attributes.ts';

describe('flatAttributes', () => {
  it('joins the names of members, and writes lists and what is deeper as JSON', () => {
    const data = { a: 1, b: { c: 'x', d: { e: true, f: { g: 1 } } }, list: [1, 2], none: null };
    expect(flatAttributes(data)).toEqual({
      a: 1,
      'b.c': 'x',
      'b.d.e': true,
      'b.d.f': '{"g":1}',
      list: '[1,2]',
    });
  });

  it('keeps within its bounds, whatever it is handed', () => {
    const many = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`m${index}`, 'x'.repeat(5_000)]),
    );
    const flat = flatAttributes({ inner: many });
    expect(Object.keys(flat)).toHaveLength(32);
    expect(String(flat['inner.m0'])).toHaveLength(1_024);
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(flatAttributes({ cycle: cycle as never })).toEqual({ cycle: '[circular]' });
  });
});
