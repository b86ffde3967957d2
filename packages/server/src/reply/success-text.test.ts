import type { JsonObject } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { successWriter } from './success-text.ts';

describe('the text of a success', () => {
  const named = { name: 'a"b', version: '1.0.0-ü' };
  const write = successWriter(named);
  const metadata = { callId: 'id-1', tool: named.name, version: named.version };

  it.each([
    { text: 'plain' },
    [],
    null,
    0,
    '',
    'a\u2028"\\',
    false,
    { gone: undefined },
    new Date(0),
    undefined,
  ])('is the JSON of the whole result for %j', (data) => {
    const result = { status: 'success' as const, data, metadata };
    expect(write(result)).toBe(JSON.stringify(result));
  });

  it('has what rails have noted, and whatever the id is', () => {
    for (const noted of [{ cache: { hit: true } }, { callId: 'a"b' }] as JsonObject[]) {
      const result = { status: 'success' as const, data: 1, metadata: { ...noted, ...metadata, ...noted } };
      expect(write(result as never)).toBe(JSON.stringify(result));
    }
  });

  it('is none for what JSON says nothing of', () => {
    expect(JSON.parse(write({ status: 'success', data: { toJSON: () => undefined }, metadata }))).toEqual({
      status: 'success',
      metadata,
    });
  });
});
