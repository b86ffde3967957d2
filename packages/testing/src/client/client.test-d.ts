import { createTool, createToolbox } from '@toolwright/core';
import type { Schema, ToolResult } from '@toolwright/core';
import { expectTypeOf, test } from 'vitest';
import { createTestClient, expectSuccess, testTool } from '../index.ts';

declare const cityInput: Schema<{ city: string }>;

const weather = createTool({
  metadata: { name: 'weather', version: '1.0.0', description: 'Tells the weather', kind: 'query' },
  schema: { input: cityInput },
  execute: () => ({ celsius: 21 }),
});
const client = createTestClient(createToolbox({ tools: [weather] }));

test('a client knows the inputs and outputs of its tools', () => {
  const result = client.call('weather', { city: 'Madrid' });
  expectTypeOf(result).resolves.toEqualTypeOf<ToolResult<{ celsius: number }>>();
  expectTypeOf(expectSuccess<{ celsius: number }>).returns.toEqualTypeOf<{ celsius: number }>();
  // @ts-expect-error -- the input has no city
  void client.call('weather', {});
  // @ts-expect-error -- there is no such tool
  void client.call('rain', { city: 'Madrid' });
});

test('cases of a tool are checked', () => {
  testTool(weather, [
    { name: 'fits', input: { city: 'Madrid' }, returns: ({ celsius }) => void celsius.toFixed() },
  ]);
  // @ts-expect-error -- the input has no city
  testTool(weather, [{ name: 'does not fit', input: {} }]);
});
