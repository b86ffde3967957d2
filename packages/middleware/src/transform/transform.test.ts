import { createTool, failureOf } from '@toolwright/core';
import type { Call, Middleware } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorIn, sceneOf, toolDoing } from '../../test-support/scene.ts';
import { enrich } from './enrich.ts';
import { transformError, transformInput, transformOutput } from './transform.ts';
import { validateInput, validateOutput } from './validate.ts';

const echo = (...use: readonly Middleware[]) => sceneOf(toolDoing(({ input }) => input, { use }));
const failing = (error: unknown, ...use: readonly Middleware[]) =>
  sceneOf(toolDoing(() => Promise.reject(error), { use }));
const streaming = createTool({
  metadata: { name: 'streams', version: '1.0.0', description: 'Streams', kind: 'query' },
  schema: { chunk: z.number() },
  use: [transformOutput(() => 'changed'), validateOutput(() => 'wrong')],
  async *execute() {
    yield 1;
    return 'whole';
  },
});

describe('transformInput', () => {
  it('hands the tool another input, made at once or later', async () => {
    const use = [
      transformInput<{ n: number }>(({ n }) => ({ n: n + 1 })),
      transformInput<{ n: number }>(async ({ n }, { tool }) => ({ n: n * 2, tool: tool.name })),
    ];
    const result = await echo(...use).call({ n: 1 });
    expect(result).toMatchObject({ data: { n: 4, tool: 'subject' } });
  });

  it('among a toolbox’s rails changes what is validated', async () => {
    const tool = createTool({
      metadata: { name: 'subject', version: '1.0.0', description: 'Strict', kind: 'query' },
      schema: { input: z.object({ city: z.string() }) },
      execute: ({ input }) => input.city,
    });
    const use = [transformInput<{ town: string }>(({ town }) => ({ city: town }))];
    expect(await sceneOf(tool, { use }).call({ town: 'Madrid' })).toMatchObject({ data: 'Madrid' });
  });

  it('fails the call when it throws, and lets its caller leave', async () => {
    const broken = transformInput(() => {
      throw new Error('x');
    });
    expect((await echo(broken).call()).status).toBe('error');
    const { call, clock } = echo(transformInput(() => new Promise(() => undefined)));
    const late = call({}, { timeoutMs: 100 });
    await clock.advance(110);
    expect(errorIn(await late).code).toBe('OPERATION_TIMEOUT');
    await clock.advance(200);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('transformOutput', () => {
  it('answers with what it makes of a success, and leaves failures alone', async () => {
    const use = transformOutput<{ n: number }>(async ({ n }) => n + 1);
    expect(await echo(use).call({ n: 1 })).toMatchObject({ data: 2 });
    expect((await failing(new Error('x'), use).call()).status).toBe('error');
  });

  it('lets streams pass by', async () => {
    const items: unknown[] = [];
    for await (const item of sceneOf(streaming).toolbox.dispatchStream('streams', {})) items.push(item);
    expect(items).toMatchObject([{ data: 1 }, { result: { status: 'success', data: 'whole' } }]);
  });
});

describe('transformError', () => {
  it('tells a failure in other words, and keeps its cause for the log', async () => {
    const cause = new Error('ECONNREFUSED');
    const told = failureOf('BANK_DOWN', 'unavailable_error', 'The bank does not answer');
    const kept: unknown[] = [];
    const outer: Middleware = async (_call, next) => {
      const outcome = await next();
      if (outcome.ok === false) kept.push(outcome.failure.cause);
      return outcome;
    };
    const result = await failing(
      cause,
      outer,
      transformError(async () => told),
    ).call();
    expect(errorIn(result)).toMatchObject({ code: 'BANK_DOWN', message: 'The bank does not answer' });
    expect(kept).toEqual([cause]);
  });

  it('leaves a failure that it does not know, and successes', async () => {
    const use = transformError(() => undefined);
    expect(errorIn(await failing(new Error('x'), use).call()).code).toBe('INTERNAL_ERROR');
    expect(await echo(use).call({ a: 1 })).toMatchObject({ data: { a: 1 } });
  });

  it('passes on a failure that has no cause as it is told', async () => {
    const inner = validateInput(() => 'never fits');
    const outer = transformError((failure) => ({ ...failure, message: 'Other words' }));
    expect(errorIn(await echo(outer, inner).call())).toMatchObject({
      code: 'INVALID_INPUT',
      message: 'Other words',
    });
  });
});

describe('validateInput', () => {
  it('refuses what does not fit, saying what is wrong with which member', async () => {
    const schema = echo(validateInput(z.object({ n: z.number().max(3) })));
    const error = errorIn(await schema.call({ n: 4 }));
    expect(error).toMatchObject({ code: 'INVALID_INPUT', details: { issues: [{ path: 'n' }] } });
    const ruled = echo(
      validateInput<{ from: number; to: number }>(({ from, to }) =>
        from > to ? 'from is after to' : undefined,
      ),
    );
    expect(errorIn(await ruled.call({ from: 2, to: 1 })).message).toContain('from is after to');
    expect(await ruled.call({ from: 1, to: 2 })).toMatchObject({ status: 'success' });
    const listed = echo(validateInput(async () => [{ message: 'taken', path: ['name'] }]));
    expect(errorIn(await listed.call({ name: 'x' })).message).toContain('name: taken');
    expect(await echo(validateInput(() => [])).call({})).toMatchObject({ status: 'success' });
  });

  it('hands on what a schema makes of the input', async () => {
    const schema = z.object({ n: z.coerce.number() });
    expect(await echo(validateInput(schema)).call({ n: '4' })).toMatchObject({ data: { n: 4 } });
    const callable = Object.assign(() => undefined, { '~standard': schema['~standard'] });
    expect(await echo(validateInput(callable)).call({ n: '5' })).toMatchObject({ data: { n: 5 } });
  });
});

describe('validateOutput', () => {
  it('fails a result that does not fit as the service’s own fault', async () => {
    const { call, lines } = echo(validateOutput(z.object({ n: z.number() })));
    const error = errorIn(await call({ n: 'secret' }));
    expect(error).toMatchObject({ code: 'INVALID_OUTPUT', details: { paths: ['n'] } });
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(lines()).toHaveLength(1);
    expect(await call({ n: 1, extra: 2 })).toMatchObject({ data: { n: 1 } });
    expect(
      (
        await failing(
          new Error('x'),
          validateOutput(() => 'wrong'),
        ).call()
      ).status,
    ).toBe('error');
  });
});

describe('enrich', () => {
  const seen = (...use: readonly Middleware[]) =>
    sceneOf(toolDoing(({ call }) => ({ ...call.context }), { use }));
  const never = () => new Promise<never>(() => undefined);

  it('adds values to the context, all made at the same time', async () => {
    const started: string[] = [];
    const slow = (name: string, value: unknown) => async (call: Call) => {
      started.push(name);
      await new Promise<void>((resolve) => call.clock.after(50, resolve));
      return value;
    };
    const { call, clock } = seen(enrich({ a: slow('a', 1), b: slow('b', { deep: true }), c: () => 3 }));
    const result = call();
    await clock.advance(60);
    expect(await result).toMatchObject({ data: { a: 1, b: { deep: true }, c: 3 } });
    expect(started).toEqual(['a', 'b']);
  });

  it('fails the call when a value cannot be made, and aborts the others', async () => {
    let aborted = false;
    const use = enrich({
      bad: () => Promise.reject(new Error('x')),
      slow: (_call, { signal }) => {
        signal.addEventListener('abort', () => (aborted = true));
        return never();
      },
    });
    const { call, clock } = seen(use);
    expect((await call()).status).toBe('error');
    expect(aborted).toBe(true);
    await clock.advance(10);
    expect(clock.pendingTimers).toBe(0);
  });

  it('goes on without values that fail or are late where it may, and names them', async () => {
    const use = enrich(
      { late: never, here: () => 1, bad: () => Promise.reject(new Error('x')) },
      { onFailure: 'skip', timeoutMs: 100 },
    );
    const { call, clock } = seen(use);
    const result = call();
    await clock.advance(110);
    expect(await result).toMatchObject({
      data: { here: 1 },
      metadata: { enrich: { skipped: ['bad', 'late'] } },
    });
  });

  it('ends with its call', async () => {
    const { call, clock } = seen(enrich({ late: never }, { onFailure: 'skip', timeoutMs: 10_000 }));
    const leave = new AbortController();
    const result = call({}, { signal: leave.signal });
    await clock.advance(1);
    leave.abort();
    expect(errorIn(await result).code).toBe('CANCELLED');
    expect(errorIn(await call({}, { signal: leave.signal })).code).toBe('CANCELLED');
    await clock.advance(200);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('bad options', () => {
  it('are refused when a rail is made', () => {
    for (const make of [transformInput, transformOutput, transformError, validateInput, validateOutput])
      expect(() => make(1 as never)).toThrow(/"(transform|check)"/);
    expect(() => enrich({ a: 1 as never })).toThrow('"a"');
    expect(() => enrich({}, { timeoutMs: 0 })).toThrow('timeoutMs');
    expect(() => enrich({}, { onFailure: 'x' as never })).toThrow('onFailure');
  });

  it('and good ones are described', () => {
    const rails = [transformInput((x) => x), transformOutput((x) => x), transformError(() => undefined)];
    const checks = [validateInput(() => undefined), validateOutput(() => undefined)];
    expect([...rails, ...checks].map(({ rail }) => rail?.describe())).toEqual([{}, {}, {}, {}, {}]);
    expect(enrich({ a: () => 1 }).rail?.describe()).toEqual({
      names: ['a'],
      timeoutMs: 1_000,
      onFailure: 'fail',
    });
  });
});
