import { rail } from '@toolwright/core';
import type { Middleware } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorIn, sceneOf, toolDoing } from './scene.ts';

const described = { name: 'notes.read', version: '1.0.0', description: 'x', kind: 'query' } as const;
const member = toolDoing(() => 'a tool');

describe('a guest of a toolbox', () => {
  it('is called behind the rails, its input checked, by its holder alone', async () => {
    const seen: string[] = [];
    const watch: Middleware = rail({ name: 'watch', describe: () => ({}) }, (call, next) => {
      seen.push(call.tool.name);
      return next();
    });
    const { toolbox } = sceneOf([member], { use: [watch] });
    const guest = toolbox.guest(
      toolDoing(({ input }) => input, {
        metadata: described,
        schema: { input: z.object({ id: z.string() }) },
      }),
    );
    expect(await guest({ id: 'a' })).toMatchObject({ status: 'success', data: { id: 'a' } });
    expect(errorIn(await guest({})).code).toBe('MISSING_REQUIRED_FIELD');
    expect(seen).toEqual(['notes.read', 'notes.read']);
    expect(errorIn(await toolbox.dispatch('notes.read', {})).message).toContain('There are: subject');
    expect(toolbox.describe().map(({ name }) => name)).toEqual(['subject']);
    expect(toolbox.info('notes.read')).toBeUndefined();
  });

  it('may have the name of a tool, needs its permissions, and may ask', async () => {
    const { toolbox } = sceneOf([member]);
    const permissions = ['notes'];
    const guest = toolbox.guest(
      toolDoing(({ call }) => call.ask(z.string(), 'Which?'), {
        metadata: { ...described, name: 'subject', permissions },
      }),
    );
    expect(errorIn(await guest({})).code).toBe('UNAUTHENTICATED');
    const principal = { subject: 'ada', permissions };
    expect(await guest({}, { principal })).toMatchObject({ status: 'input_required' });
    expect(await guest({}, { principal, answers: { 'ask-1': 'x' } })).toMatchObject({ data: 'x' });
    expect(await toolbox.dispatch('subject', {})).toMatchObject({ data: 'a tool' });
  });

  it('starts the toolbox, has a deadline, and is refused once the toolbox has stopped', async () => {
    const { toolbox, clock } = sceneOf([member]);
    const guest = toolbox.guest(
      toolDoing(({ call }) => new Promise((_, reject) => call.signal.addEventListener('abort', reject)), {
        metadata: { ...described, timeoutMs: 50 },
      }),
    );
    const pending = guest({});
    await clock.advance(100);
    expect(errorIn(await pending).code).toBe('OPERATION_TIMEOUT');
    expect(toolbox.serving).toBe(true);
    await toolbox.stop({ drainMs: 0 });
    expect(errorIn(await guest({}))).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect((await guest({})).metadata).toMatchObject({ tool: 'notes.read', version: '1.0.0' });
  });

  it('cannot stream, and has no setup', () => {
    const { toolbox } = sceneOf([member]);
    expect(() => toolbox.guest({ ...member, setup: () => ({}) })).toThrow('without schema.chunk and setup');
    const streaming = { ...member, info: { ...member.info, streaming: true } };
    expect(() => toolbox.guest(streaming)).toThrow('without schema.chunk and setup');
  });
});

describe('a logger of the caller', () => {
  it('gets the lines of the call, and of the calls inside it, beside the log of the toolbox', async () => {
    const inner = toolDoing(({ call }) => call.logger.warn('inside'), {
      metadata: { ...described, name: 'inner' },
    });
    const outer = toolDoing(async ({ call }) => {
      call.logger.debug('begins');
      call.logger.child({ step: 1 }).info('outside');
      await call.invoke(inner, {});
      throw new Error('broken');
    });
    const elsewhere = sceneOf([]);
    const { toolbox, lines } = sceneOf([outer, inner]);
    await toolbox.dispatch('subject', {}, { logger: elsewhere.logger });
    expect(lines).toMatchObject([
      { level: 'debug', message: 'begins', fields: { tool: 'subject' } },
      { level: 'info', message: 'outside', fields: { tool: 'subject', step: 1 } },
      { level: 'warn', message: 'inside', fields: { tool: 'inner' } },
      { level: 'error', message: 'A call failed unexpectedly' },
    ]);
    expect(elsewhere.lines).toEqual(lines);
  });
});
