import { contextKey, createTool, createToolbox, failed, failure, rail, succeeded } from '@toolwright/core';
import type { Middleware, Outcome } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorIn, sceneOf, toolDoing } from './scene.ts';

function tracing(name: string, seen: string[]): Middleware {
  return async (_call, next) => {
    seen.push(`${name} in`);
    const outcome = await next();
    seen.push(`${name} out`);
    return outcome;
  };
}

describe('the pipeline', () => {
  it("runs what is written, the toolbox's rails around the tool's", async () => {
    const seen: string[] = [];
    const tool = toolDoing(() => seen.push('tool'), { use: [tracing('c', seen), tracing('d', seen)] });
    const { toolbox } = sceneOf([tool], { use: [tracing('a', seen), tracing('b', seen)] });
    await toolbox.dispatch('subject', {});
    expect(seen.join(', ')).toBe('a in, b in, c in, d in, tool, d out, c out, b out, a out');
  });

  it('shows the input as it came outside of the validation, and as the schema made it inside', async () => {
    const seen: unknown[] = [];
    const look: Middleware = (call, next) => {
      seen.push(call.input);
      return next();
    };
    const schema = { input: z.object({ n: z.number().default(7) }) };
    const { toolbox } = sceneOf([toolDoing(() => 1, { schema, use: [look] })], { use: [look] });
    await toolbox.dispatch('subject', {});
    expect(seen).toEqual([{}, { n: 7 }]);
  });

  it('lets a rail answer without going on', async () => {
    let ran = 0;
    const answering: Middleware = () => Promise.resolve(succeeded('from the rail'));
    const { toolbox } = sceneOf([toolDoing(() => (ran += 1), { use: [answering] })]);
    expect(await toolbox.dispatch('subject', {})).toMatchObject({ data: 'from the rail' });
    expect(ran).toBe(0);
  });

  it('hands a rail every failure as a value, also what another rail throws', async () => {
    const outcomes: Outcome[] = [];
    const watching: Middleware = async (_call, next) => {
      const outcome = await next();
      outcomes.push(outcome);
      return outcome;
    };
    const throwing: Middleware = () => {
      throw new Error('at once');
    };
    const rejecting: Middleware = async () => {
      throw new Error('later');
    };
    for (const bad of [throwing, rejecting]) {
      const { toolbox } = sceneOf([toolDoing(() => 1, { use: [watching, bad] })]);
      expect(errorIn(await toolbox.dispatch('subject', {})).code).toBe('INTERNAL_ERROR');
    }
    expect(outcomes).toMatchObject([
      { ok: false, failure: { cause: { message: 'at once' } } },
      { ok: false, failure: { cause: { message: 'later' } } },
    ]);
  });

  it('refuses a second next() with the same call, and says what to do', async () => {
    let ran = 0;
    const twice: Middleware = async (_call, next) => {
      await next();
      return next();
    };
    const { toolbox, lines } = sceneOf([toolDoing(() => (ran += 1), { use: [twice] })]);
    expect(errorIn(await toolbox.dispatch('subject', {})).code).toBe('INTERNAL_ERROR');
    expect(ran).toBe(1);
    expect(String(lines[0]?.fields['error'])).toContain('next(call.fork())');
  });

  it('refuses the same fork twice', async () => {
    const twice: Middleware = async (call, next) => {
      const fork = call.fork();
      await next(fork);
      return next(fork);
    };
    const { toolbox } = sceneOf([toolDoing(() => 1, { use: [twice] })]);
    expect(errorIn(await toolbox.dispatch('subject', {})).code).toBe('INTERNAL_ERROR');
  });

  it('names a rail that resolves to no outcome', async () => {
    const forgetful = rail({ name: 'forgetful', describe: () => ({}) }, async (_call, next) => {
      await next();
      return undefined as never;
    });
    for (const use of [[forgetful], [(() => undefined) as unknown as Middleware]]) {
      const { toolbox, lines } = sceneOf([toolDoing(() => 1, { use })]);
      expect(errorIn(await toolbox.dispatch('subject', {})).code).toBe('INTERNAL_ERROR');
      expect(String(lines[0]?.fields['error'])).toContain('no outcome');
    }
  });

  it('repeats through forks, each with its number and its input', async () => {
    const seen: unknown[] = [];
    const repeating: Middleware = async (call, next) => {
      await next(call.fork({ input: 'first' }));
      return next(call.fork({ attempt: 9, input: 'second' }));
    };
    const tool = toolDoing(({ call, input }) => seen.push([call.attempt, input]), { use: [repeating] });
    const { toolbox } = sceneOf([tool]);
    await toolbox.dispatch('subject', 'original');
    expect(seen).toEqual([
      [2, 'first'],
      [9, 'second'],
    ]);
  });

  it('shares values, context and annotations between a call and its forks', async () => {
    const key = contextKey<string>('colour');
    const outer: Middleware<{ colour: string }> = async (call, next) => {
      call.set(key, 'blue');
      call.provide({ colour: 'blue' });
      call.annotate('outer', { seen: 1 });
      call.annotate('outer', { seen: 2 });
      return next(call.fork());
    };
    const tool = createTool({
      metadata: { name: 'subject', version: '1', description: 'x', kind: 'query' },
      use: [outer],
      execute: ({ call }) => `${call.get(key)} ${call.context.colour}`,
    });
    await using toolbox = createToolbox({ tools: [tool] });
    const result = await toolbox.call('subject', {});
    expect(result).toMatchObject({ data: 'blue blue', metadata: { outer: { seen: 2 }, tool: 'subject' } });
  });

  it('shows a rail what all have annotated', async () => {
    const seen: unknown[] = [];
    const looking: Middleware = async (call, next) => {
      seen.push(call.annotations);
      const outcome = await next(call.fork());
      seen.push(call.annotations);
      return outcome;
    };
    const inner: Middleware = (call, next) => {
      call.annotate('inner', { tries: 2 });
      seen.push(call.annotations?.['inner']);
      return next();
    };
    const { toolbox } = sceneOf([toolDoing(() => 1, { use: [looking, inner] })]);
    await toolbox.dispatch('subject', {});
    expect(seen).toEqual([undefined, { tries: 2 }, { inner: { tries: 2 } }]);
  });

  it("never lets an annotation stand for the call's own metadata", async () => {
    const lying: Middleware = (call, next) => {
      call.annotate('tool', { name: 'another' });
      call.annotate('__proto__', { polluted: true });
      return next();
    };
    const { toolbox } = sceneOf([toolDoing(() => 1, { use: [lying] })]);
    const { metadata } = await toolbox.dispatch('subject', {});
    expect(metadata.tool).toBe('subject');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('lets a rail choose the tenant that its fork acts for', async () => {
    const choosing: Middleware = (call, next) => next(call.fork({ attempt: call.attempt, tenant: 'acme' }));
    const { toolbox } = sceneOf([toolDoing(({ call }) => call.tenant)], { use: [choosing] });
    expect(await toolbox.dispatch('subject', {})).toMatchObject({ data: 'acme' });
  });

  it('runs detached work beyond its caller, counts it in the drain, and ends it at its deadline', async () => {
    const seen: string[] = [];
    const refreshing: Middleware = async (call, next) => {
      const detached = call.detach({ timeoutMs: 1_000 });
      void next(detached).then((outcome) => seen.push(outcome.ok === false ? outcome.failure.code : 'done'));
      return succeeded('stale');
    };
    const controller = new AbortController();
    const tool = toolDoing(
      ({ call }) => new Promise((_, reject) => call.signal.addEventListener('abort', reject)),
      {
        use: [refreshing],
      },
    );
    const { toolbox, clock } = sceneOf([tool]);
    await toolbox.start();
    expect(await toolbox.dispatch('subject', {}, { signal: controller.signal })).toMatchObject({
      data: 'stale',
    });
    controller.abort();
    const stopping = toolbox.stop({ drainMs: 60_000 }).then(() => seen.push('stopped'));
    await clock.advance(900);
    expect(seen).toEqual([]);
    await clock.advance(200);
    await stopping;
    expect(seen).toEqual(['OPERATION_TIMEOUT', 'stopped']);
  });

  it('warns once, at start, of rails that stand in an order they say is wrong', async () => {
    const inner = rail({ name: 'attempt', inside: ['retry'], describe: () => ({}) }, (_call, next) => next());
    const outer = rail({ name: 'retry', outside: ['breaker'], describe: () => ({}) }, (_call, next) =>
      next(),
    );
    const breaker = rail({ name: 'breaker', describe: () => ({}) }, (_call, next) => next());
    const { toolbox, lines } = sceneOf([toolDoing(() => 1, { use: [breaker, inner, outer] })]);
    await toolbox.start();
    expect(lines.map(({ message }) => message)).toEqual([
      'The rails stand in a wrong order: "retry" must stand outside of "attempt": list it earlier',
      'The rails stand in a wrong order: "retry" must stand outside of "breaker": list it earlier',
    ]);
  });

  it('goes without a rail that says it is idle, and shows it to readers all the same', async () => {
    const seen: string[] = [];
    const idle = rail({ name: 'quiet', idle: true, describe: () => ({}) }, tracing('quiet', seen));
    const busy = rail({ name: 'busy', idle: false, describe: () => ({}) }, tracing('busy', seen));
    const { toolbox } = sceneOf([toolDoing(() => 1, { use: [idle, busy] })], { use: [busy, idle] });
    expect(await toolbox.dispatch('subject', {})).toMatchObject({ data: 1 });
    expect(seen).toEqual(['busy in', 'busy in', 'busy out', 'busy out']);
    expect(toolbox.describe()[0]?.rails.map(({ name }) => name)).toEqual(['busy', 'quiet', 'quiet', 'busy']);
  });

  it('passes a refusal through as it is', async () => {
    const refusing: Middleware = () =>
      Promise.resolve(failed(failure('RATE_LIMITED', 'Rate limit exceeded', { retryAfterMs: 1_500 })));
    const { toolbox } = sceneOf([toolDoing(() => 1)], { use: [refusing] });
    expect(errorIn(await toolbox.dispatch('subject', {}))).toEqual({
      code: 'RATE_LIMITED',
      type: 'rate_limit_error',
      message: 'Rate limit exceeded',
      retryable: true,
      retryAfterMs: 1_500,
    });
  });
});
