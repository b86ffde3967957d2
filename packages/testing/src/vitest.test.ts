import { createTool, ToolError } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { createTestToolbox } from './client/create-test-toolbox.ts';
import { toolMatchers } from './vitest.ts';

expect.extend(toolMatchers);

const echo = createTool({
  metadata: { name: 'echo', version: '1.0.0', description: 'Echoes', kind: 'query' },
  execute: ({ input }) => {
    if (input === 'boom') throw new ToolError('EXECUTION_FAILED', 'Boom');
    return { input };
  },
});

describe('toolMatchers', () => {
  const { client } = createTestToolbox({ tools: [echo] });

  it('match results of tool calls', async () => {
    const success = await client.call('echo', 1);
    const error = await client.call('echo', 'boom');
    expect(success).toSucceed();
    expect(success).toSucceedWith({ input: 1 });
    expect(success).not.toSucceedWith({ input: 2 });
    expect(error).toFailWith('EXECUTION_FAILED');
    expect(error).not.toSucceed();
    expect(success).not.toAsk();
  });

  it('say what was seen', async () => {
    const success = await client.call('echo', 1);
    expect(() => expect(success).toFailWith('RATE_LIMITED')).toThrow(
      '"echo": expected the error RATE_LIMITED, got the success {"input":1}',
    );
    expect(() => expect(success).not.toSucceed()).toThrow('expected anything but a success');
    expect(() => expect(success).toSucceedWith({ input: 2 })).toThrow('expected the success {"input":2}');
    expect(() => expect(1).toSucceed()).toThrow('expected the result of a tool call, got 1');
  });
});
