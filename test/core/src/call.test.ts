import { createTool, createToolbox, ToolError } from '@toolwright/core';
import type { Schema } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorIn, sceneOf, toolDoing } from './scene.ts';

const greet = createTool({
  metadata: { name: 'greet', version: '1.2.0', description: 'Greets', kind: 'query' },
  schema: {
    input: z.object({ name: z.string().max(10), times: z.number().int().default(1) }),
    output: z.object({ text: z.string() }),
  },
  execute: ({ input }) => ({ text: `Hello ${input.name}`.repeat(input.times) }),
});

describe('a call', () => {
  it('answers success in an envelope that names the call, the tool and its version', async () => {
    const { toolbox } = sceneOf([greet]);
    const result = await toolbox.dispatch('greet', { name: 'Ada' });
    expect(result).toEqual({
      status: 'success',
      data: { text: 'Hello Ada' },
      metadata: { callId: expect.stringMatching(/^[\w-]{12}-1$/) as string, tool: 'greet', version: '1.2.0' },
    });
  });

  it('gives each call an id of its own', async () => {
    const { toolbox } = sceneOf([greet]);
    const first = await toolbox.dispatch('greet', { name: 'a' });
    const second = await toolbox.dispatch('greet', { name: 'a' });
    expect(first.metadata.callId).not.toBe(second.metadata.callId);
  });

  it('refuses a bad input with path and reason, and never runs the tool', async () => {
    let ran = 0;
    const { toolbox } = sceneOf([
      toolDoing(() => (ran += 1), {
        schema: { input: z.object({ deep: z.array(z.object({ n: z.number() })) }) },
      }),
    ]);
    const error = errorIn(await toolbox.dispatch('subject', { deep: [{ n: 1 }, { n: 'x' }] }));
    expect(error).toMatchObject({ code: 'INVALID_INPUT', type: 'validation_error', retryable: false });
    expect(error.message).toContain('deep[1].n');
    expect(error.details).toMatchObject({ issues: [{ path: 'deep[1].n' }] });
    expect(ran).toBe(0);
  });

  it('says that a field is missing when that is all that is wrong', async () => {
    const { toolbox } = sceneOf([greet]);
    expect(errorIn(await toolbox.dispatch('greet', {})).code).toBe('MISSING_REQUIRED_FIELD');
    expect(errorIn(await toolbox.dispatch('greet', undefined)).code).toBe('MISSING_REQUIRED_FIELD');
    expect(errorIn(await toolbox.dispatch('greet', { times: 'x' })).code).toBe('INVALID_INPUT');
  });

  it('lists at most 20 issues', async () => {
    const { toolbox } = sceneOf([toolDoing(() => 1, { schema: { input: z.array(z.number()) } })]);
    const error = errorIn(await toolbox.dispatch('subject', Array(50).fill('x')));
    expect(error.details?.['issues']).toHaveLength(20);
    expect(error.message).toContain('and 47 more');
  });

  it('validates with a schema that answers later', async () => {
    const later = z.object({ name: z.string() }).refine(async ({ name }) => name === 'Ada', 'Only Ada');
    const { toolbox } = sceneOf([
      toolDoing(({ input }) => input, { schema: { input: later, output: later } }),
    ]);
    expect(await toolbox.dispatch('subject', { name: 'Ada' })).toMatchObject({ data: { name: 'Ada' } });
    expect(errorIn(await toolbox.dispatch('subject', { name: 'Bob' })).message).toContain('Only Ada');
  });

  it('keeps what a ToolError says', async () => {
    const { toolbox } = sceneOf([
      toolDoing(() => {
        throw new ToolError('SEAT_TAKEN', 'Seat 4A is taken', {
          type: 'conflict_error',
          details: { seat: '4A' },
        });
      }),
    ]);
    const result = await toolbox.dispatch('subject', {});
    expect(errorIn(result)).toEqual({
      code: 'SEAT_TAKEN',
      type: 'conflict_error',
      message: 'Seat 4A is taken',
      retryable: false,
      details: { seat: '4A' },
    });
  });

  it('tells nothing of an unknown error to the caller, and all of it to the log', async () => {
    const secret = new Error('password=hunter2');
    for (const execute of [() => Promise.reject(secret), () => raise(secret)]) {
      const { toolbox, lines } = sceneOf([toolDoing(execute)]);
      const result = await toolbox.dispatch('subject', {});
      expect(errorIn(result)).toMatchObject({ code: 'INTERNAL_ERROR', type: 'internal_error' });
      expect(JSON.stringify(result)).not.toContain('hunter2');
      expect(lines).toMatchObject([{ level: 'error', fields: { error: secret, tool: 'subject' } }]);
    }
  });

  it("treats a result that is not what the tool declares as the tool's defect", async () => {
    for (const output of [
      z.object({ n: z.number() }),
      z.object({ n: z.number() }).refine(async () => true),
    ]) {
      const { toolbox, lines } = sceneOf([toolDoing(() => ({ n: 'secret' }), { schema: { output } })]);
      const result = await toolbox.dispatch('subject', {});
      expect(errorIn(result)).toMatchObject({ code: 'INVALID_OUTPUT', details: { paths: ['n'] } });
      expect(JSON.stringify(result)).not.toContain('secret');
      expect(lines).toHaveLength(1);
    }
  });

  it('survives schemas that throw, at once or later', async () => {
    const throwing = (validate: () => never | Promise<never>): Schema => ({
      '~standard': { version: 1, vendor: 'test', validate },
    });
    const broken = [throwing(() => raise(new Error('x'))), throwing(() => Promise.reject(new Error('x')))];
    for (const schema of broken) {
      for (const side of ['input', 'output']) {
        for (const execute of [() => 1, async () => 1]) {
          const { toolbox } = sceneOf([toolDoing(execute, { schema: { [side]: schema } })]);
          expect(errorIn(await toolbox.dispatch('subject', {})).code).toBe('INTERNAL_ERROR');
        }
      }
    }
  });

  it('answers an unknown tool with the ones there are, of those that the caller may call', async () => {
    const guarded = createTool({
      metadata: { name: 'guarded', version: '1.0.0', description: 'x', kind: 'query', permissions: ['root'] },
      execute: () => 1,
    });
    const { toolbox } = sceneOf([greet, guarded]);
    const error = errorIn(await toolbox.dispatch('gret', {}));
    expect(error).toMatchObject({ code: 'TOOL_NOT_FOUND', type: 'not_found_error' });
    expect(error.message).toBe('There is no tool "gret". There are: greet');
    const admin = { principal: { subject: 'a', permissions: ['root'] } };
    expect(errorIn(await toolbox.dispatch('gret', {}, admin)).message).toContain('greet, guarded');
  });

  it('lists twenty tools at most when one is unknown', async () => {
    const tools = Array.from({ length: 25 }, (_, index) =>
      createTool({
        metadata: { name: `t${index}`, version: '1.0.0', description: 'x', kind: 'query' },
        execute: () => 1,
      }),
    );
    const { toolbox } = sceneOf(tools);
    expect(errorIn(await toolbox.dispatch('no', {})).message).toContain('and 5 more');
    expect(errorIn(await sceneOf([]).toolbox.dispatch('no', {})).message).toContain('none');
  });

  it('is refused without the declared permissions, whatever the rails let through', async () => {
    const tool = toolDoing(() => 'done', {
      metadata: {
        name: 'subject',
        version: '1',
        description: 'x',
        kind: 'command',
        permissions: ['read', 'write'],
      },
    });
    const { toolbox } = sceneOf([tool]);
    expect(errorIn(await toolbox.dispatch('subject', {})).code).toBe('UNAUTHENTICATED');
    const reader = { principal: { subject: 'r', permissions: ['read'] } };
    expect(errorIn(await toolbox.dispatch('subject', {}, reader))).toMatchObject({
      code: 'PERMISSION_DENIED',
      details: { missing: ['write'] },
    });
    const writer = { principal: { subject: 'w', permissions: ['write', 'read'] } };
    expect(await toolbox.dispatch('subject', {}, writer)).toMatchObject({ data: 'done' });
  });

  it('hands the tool who calls, and never the credentials', async () => {
    const { toolbox } = sceneOf([
      toolDoing(({ call }) => ({
        headers: call.headers,
        subject: call.principal?.subject,
        tenant: call.tenant,
        address: call.peer?.address,
        key: call.idempotencyKey,
        attempt: call.attempt,
      })),
    ]);
    const result = await toolbox.dispatch(
      'subject',
      {},
      {
        principal: { subject: 'ada', tenant: 'acme', permissions: [] },
        peer: { address: '10.0.0.1' },
        headers: {
          authorization: 'Bearer x',
          'x-api-key': 'x',
          cookie: 'c',
          'x-request-source': 'test',
          'idempotency-key': 'k1',
        },
      },
    );
    expect(result).toMatchObject({
      data: {
        headers: { 'x-request-source': 'test', 'idempotency-key': 'k1' },
        subject: 'ada',
        tenant: 'acme',
        address: '10.0.0.1',
        key: 'k1',
        attempt: 1,
      },
    });
    expect(JSON.stringify(result)).not.toContain('Bearer');
  });

  it('takes a plain record of fields of any Standard Schema library', async () => {
    const tool = createTool({
      metadata: { name: 'subject', version: '1', description: 'x', kind: 'query' },
      schema: { input: { city: z.string(), limit: z.number().optional() } },
      execute: ({ input }) => input,
    });
    await using toolbox = createToolbox({ tools: [tool] });
    expect(await toolbox.call('subject', { city: 'Rome' })).toMatchObject({ data: { city: 'Rome' } });
    expect(errorIn(await toolbox.dispatch('subject', { city: 1 })).details).toMatchObject({
      issues: [{ path: 'city' }],
    });
    expect(errorIn(await toolbox.dispatch('subject', [])).message).toContain('Must be an object');
    expect(toolbox.describe()[0]?.inputSchema).toMatchObject({
      type: 'object',
      properties: { city: { type: 'string' }, limit: { type: 'number' } },
      required: ['city'],
    });
  });
});

function raise(error: unknown): never {
  throw error;
}
