import { createTool } from '@toolwright/core';
import type { AnySchema, AnyTool, Call } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { realTime } from '../contracts/contract-case.ts';
import { runContract } from '../contracts/run-contract.ts';
import { realDelay } from '../real-time.ts';
import { toolContract } from './tool-contract.ts';

const anything: AnySchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } };
const metadata = { name: 'sample', version: '1.0.0', description: 'A sample', kind: 'query' } as const;

describe('toolContract', () => {
  it.each(toolContract)('a tool that minds its signal keeps it: $name', (promise) =>
    promise.run(() => ({ tool: attentive, input: { city: 'Madrid' } })),
  );
  it.each(toolContract)('a stream that minds its signal keeps it: $name', (promise) =>
    promise.run(() => ({ tool: ticking, input: {} })),
  );
  it.each(toolContract)('a tool that waits for something outside keeps it: $name', (promise) =>
    promise.run(() => ({ tool: outside, input: {} }), { time: realTime }),
  );
  it.each(toolContract)('a tool that answers at once keeps it: $name', (promise) =>
    promise.run(() => ({ tool: quick, input: {}, config: { unit: 'C' } })),
  );

  it('finds a tool that ignores its signal', async () => {
    const tool = createTool({ metadata, execute: ({ call }) => wait(call, 1_000, false) });
    expect(await failures(tool)).toEqual([
      [
        'ends its work when its caller has left',
        expect.stringContaining('execute ends once call.signal has aborted; 1 of 1 go on'),
      ],
      [
        'ends its work when its time is up',
        expect.stringContaining('execute ends once the deadline has passed; 1 of 1 go on'),
      ],
    ]);
  });

  it('finds a stream that never cleans up', async () => {
    const tool = createTool({
      metadata,
      schema: { chunk: anything },
      async *execute({ call }) {
        yield 1;
        await wait(call, 500, false);
        yield 2;
      },
    });
    expect(await failures(tool)).toContainEqual([
      'closes its stream when its caller hangs up between two items',
      expect.stringContaining('the stream is closed once its caller has hung up; 1 of 1 go on'),
    ]);
    const deaf = createTool({
      metadata,
      schema: { chunk: anything },
      execute: () => ({
        [Symbol.asyncIterator]: () => ({
          // Slow enough that a reader who never stops does not starve the process.
          next: () => realDelay(1).then(() => ({ done: false as const, value: 1 })),
          return: () => new Promise<never>(() => {}),
        }),
      }),
    });
    expect(await failures(deaf)).toContainEqual([
      'closes its stream when its reader leaves',
      expect.stringContaining('the stream is closed once its reader has left; 1 of 1 go on'),
    ]);
  });

  it('finds a tool that changes its input, fails, or answers what JSON cannot say', async () => {
    const greedy = createTool({
      metadata,
      execute: ({ input }) => {
        (input as Record<string, unknown>)['seen'] = true;
        return new Date(0);
      },
    });
    expect((await failures(greedy)).map(([name]) => name)).toEqual([
      'answers its example with data that JSON can say',
      'leaves its input as it was',
    ]);
    const broken = createTool({
      metadata,
      execute: () => {
        throw new Error('broken');
      },
    });
    expect((await failures(broken))[0]?.[1]).toContain('the call succeeds, not the error INTERNAL_ERROR');
  });
});

const attentive = createTool({ metadata, execute: ({ call }) => wait(call, 500, true) });

const ticking = createTool({
  metadata,
  schema: { chunk: anything },
  async *execute({ call }) {
    for (let tick = 0; tick < 3; tick += 1) {
      await wait(call, 100, true);
      yield tick;
    }
    return 'done';
  },
});

const outside = createTool({
  metadata,
  async execute({ call }) {
    await realDelay(50, call.signal);
    return 'done';
  },
});

const quick = createTool({ metadata, schema: { config: anything }, execute: ({ config }) => ({ config }) });

async function failures(tool: AnyTool): Promise<(readonly [string, string])[]> {
  const found = await runContract(toolContract, () => ({ tool, input: {} }));
  return found.map(({ name, error }) => [name, String(error)]);
}

function wait(call: Call, ms: number, attentively: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const cancel = call.clock.after(ms, () => resolve('done'));
    if (!attentively) return;
    call.signal.addEventListener('abort', () => {
      cancel();
      reject(call.signal.reason as Error);
    });
  });
}
