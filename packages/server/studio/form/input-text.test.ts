import { describe, expect, it } from 'vitest';
import { textOfValue, valueOfText } from './input-text.ts';

describe('what is written into a field', () => {
  it.each([
    ['text', '007', '007'],
    ['number', ' 1.5e2 ', 150],
    ['integer', '-3', -3],
    ['number', 'three', 'three'],
    ['json', '{"a": [1]}', { a: [1] }],
    ['json', '{"a"', '{"a"'],
    ['date', '2027-01-31', '2027-01-31'],
    ['date-time', 'soon', 'soon'],
  ] as const)('is read as %s: %j', (kind, text, value) => {
    expect(valueOfText(kind, text)).toEqual(value);
  });

  it('is nothing where nothing is written', () => {
    expect(valueOfText('text', '')).toBeUndefined();
    expect(textOfValue('text', undefined)).toBe('');
  });

  it('says the value that it was made of', () => {
    const at = '2027-01-31T12:30:05.000Z';
    expect(valueOfText('date-time', textOfValue('date-time', at))).toBe(at);
    expect(valueOfText('json', textOfValue('json', { a: null }))).toEqual({ a: null });
    expect(valueOfText('number', textOfValue('number', 0.1))).toBe(0.1);
    expect([textOfValue('text', null), textOfValue('date-time', 'soon'), textOfValue('text', [1])]).toEqual([
      '',
      'soon',
      '[1]',
    ]);
  });
});
