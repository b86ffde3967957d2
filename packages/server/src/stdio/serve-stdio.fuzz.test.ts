import { text } from 'node:stream/consumers';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { PassThrough } from 'node:stream';
import { createToolbox, silentLogger } from '@toolwright/core';
import { modernMeta } from '../../test-support/mcp-scene.ts';
import { echo } from '../../test-support/scene.ts';
import { serveStdio } from '../index.ts';
import { LineReader } from './line-reader.ts';

const method = fc.constantFrom(
  'initialize',
  'ping',
  'server/discover',
  'tools/list',
  'tools/call',
  'notifications/cancelled',
);
const message = fc.record(
  {
    jsonrpc: fc.constantFrom('2.0', '1.0'),
    id: fc.oneof(fc.integer(), fc.string(), fc.constant(null)),
    method: fc.oneof(method, fc.string()),
    params: fc.oneof(
      fc.jsonValue(),
      fc.record({
        name: fc.constantFrom('echo', 'none'),
        arguments: fc.jsonValue(),
        _meta: fc.constant(modernMeta),
      }),
      fc.record({ requestId: fc.integer() }),
    ),
  },
  { requiredKeys: [] },
);
const line = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
  message.map((value) => Buffer.from(JSON.stringify(value))),
);

it('whatever a client writes, every line that it reads is a response, and the service ends with its input', async () => {
  const toolbox = createToolbox({ tools: [echo], logger: silentLogger });
  await toolbox.start();
  const mcp = { name: 'fuzz', version: '1.0.0' };
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 20 }),
      fc.integer({ min: 1, max: 64 }),
      async (lines, size) => {
        const [input, output] = [new PassThrough(), new PassThrough()];
        const said = text(output);
        const ended = serveStdio({ toolbox, mcp, input, output, logger: silentLogger, drainMs: 5_000 });
        const bytes = Buffer.concat(lines.map((one) => Buffer.concat([one, Buffer.from('\n')])));
        for (let at = 0; at < bytes.length; at += size) input.write(bytes.subarray(at, at + size));
        input.end();
        expect(await ended).toBe(0);
        output.end();
        for (const answer of (await said).split('\n').slice(0, -1)) {
          const response = JSON.parse(answer) as Record<string, unknown>;
          expect(response['jsonrpc']).toBe('2.0');
          expect('result' in response !== 'error' in response).toBe(true);
        }
      },
    ),
    { numRuns: 100 },
  );
  await toolbox.stop();
});

it('lines come out as they went in, however they are cut', () => {
  const content = fc.uint8Array({ maxLength: 30 }).map((bytes) => bytes.filter((byte) => byte !== 10));
  fc.assert(
    fc.property(
      fc.array(content),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 20 }),
      (lines, size, most) => {
        const reader = new LineReader(most);
        const bytes = Buffer.concat(lines.map((one) => Buffer.concat([one, Buffer.from('\n')])));
        const found: (string | undefined)[] = [];
        for (let at = 0; at < bytes.length; at += size)
          found.push(
            ...reader
              .take(bytes.subarray(at, at + size))
              .map((one) => one && Buffer.from(one).toString('hex')),
          );
        expect(found).toEqual(
          lines.map((one) => (one.length > most ? undefined : Buffer.from(one).toString('hex'))),
        );
        expect(reader.end()).toEqual([]);
      },
    ),
  );
});
