import { runInNewContext } from 'node:vm';
import { createToolbox } from '@toolwright/core';
import type { AnySchema, Middleware, Outcome } from '@toolwright/core';
import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorIn, sceneOf, toolDoing } from './scene.ts';
import type { Scene } from './scene.ts';

async function stopsAtOnce({ toolbox, clock }: Scene): Promise<boolean> {
  let stopped = false;
  void toolbox.stop().then(() => (stopped = true));
  await clock.advance(0);
  await clock.advance(0);
  return stopped;
}

const resolveElsewhere = runInNewContext('(value) => Promise.resolve(value)') as (
  value: unknown,
) => Promise<never>;

describe('a call is answered, and its books are closed,', () => {
  it('although a rail resolves to something that looks like an outcome', async () => {
    const shapes: unknown[] = [{ ok: false }, { ok: 'maybe' }, { ok: 'input-required' }, { ok: 1, value: 1 }];
    for (const shape of shapes) {
      const bad: Middleware = async () => shape as Outcome;
      const scene = sceneOf([toolDoing(() => 1)], { use: [bad] });
      expect(errorIn(await scene.toolbox.dispatch('subject', {})).code).toBe('INTERNAL_ERROR');
      expect(String(scene.lines[0]?.fields['error'])).toContain('no outcome');
      expect(await stopsAtOnce(scene)).toBe(true);
    }
  });

  it('although the logger throws', async () => {
    const broken = (): never => {
      throw new Error('disk full');
    };
    const clock = createFakeClock();
    const logger = { debug: broken, info: broken, warn: broken, error: broken, child: broken };
    const toolbox = createToolbox({
      tools: [
        toolDoing(() => {
          throw new Error('the tool, too');
        }),
      ],
      clock,
      logger,
    });
    expect(errorIn(await toolbox.dispatch('subject', {})).code).toBe('INTERNAL_ERROR');
    expect(await stopsAtOnce({ toolbox, clock, lines: [], logger })).toBe(true);
  });

  it('although what a rail does after the work throws', async () => {
    const order: string[] = [];
    const bad: Middleware = async (call, next) => {
      const outcome = next();
      call.afterWork(() => {
        throw new Error('no slot to give back');
      });
      call.afterWork(() => void order.push('the others are told'));
      return outcome;
    };
    const scene = sceneOf([toolDoing(async () => 1)], { use: [bad] });
    expect(await scene.toolbox.dispatch('subject', {})).toMatchObject({ status: 'success' });
    expect(order).toEqual(['the others are told']);
    expect(scene.lines).toMatchObject([{ level: 'error' }]);
    expect(await stopsAtOnce(scene)).toBe(true);
  });

  it('although its principal is malformed', async () => {
    const metadata = {
      name: 'subject',
      version: '1.0.0',
      description: 'Guarded',
      kind: 'query' as const,
      permissions: ['read'],
    };
    const scene = sceneOf([toolDoing(() => 1, { metadata })]);
    await scene.toolbox.start();
    const options = { principal: { subject: 'eve' } as never };
    expect(errorIn(await scene.toolbox.dispatch('subject', {}, options)).code).toBe('PERMISSION_DENIED');
    expect(errorIn(await scene.toolbox.dispatch('stranger', {}, options)).code).toBe('TOOL_NOT_FOUND');
    expect(await stopsAtOnce(scene)).toBe(true);
  });
});

describe('a schema', () => {
  it('whose promise is of another realm is waited for', async () => {
    const later = (value: unknown): AnySchema => ({
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: () => resolveElsewhere(value),
      },
    });
    const refusing = sceneOf([
      toolDoing(() => 1, { schema: { input: later({ issues: [{ message: 'no' }] }) } }),
    ]);
    expect(errorIn(await refusing.toolbox.dispatch('subject', {})).code).toBe('INVALID_INPUT');
    const making = sceneOf([toolDoing(({ input }) => input, { schema: { input: later({ value: 7 }) } })]);
    expect(await making.toolbox.dispatch('subject', {})).toMatchObject({ data: 7 });
  });

  it('that never answers costs the call its deadline, and an attempt the time of that attempt', async () => {
    const hanging = z.unknown().refine(() => new Promise<boolean>(() => undefined));
    const ends: unknown[] = [];
    const attempt: Middleware = async (call, next) => {
      const outcome = await next(call.fork({ timeoutMs: 100 }));
      ends.push(outcome.ok === false && outcome.failure.code);
      return outcome;
    };
    for (const schema of [{ output: hanging }, { input: hanging }]) {
      const scene = sceneOf([toolDoing(() => 1, { schema })], { use: [attempt] });
      const answer = scene.toolbox.dispatch('subject', {});
      await scene.clock.advance(200);
      expect(ends.pop()).toBe('OPERATION_TIMEOUT');
      expect(errorIn(await answer).code).toBe('OPERATION_TIMEOUT');
      expect(await stopsAtOnce(scene)).toBe(true);
    }
  });
});

describe('the configuration', () => {
  it('of a tool that is named like a member of every object is its own', async () => {
    for (const name of ['constructor', 'toString', '__proto__']) {
      const metadata = { name, version: '1.0.0', description: 'Odd name', kind: 'query' as const };
      const scene = sceneOf([toolDoing(({ config }) => String(config), { metadata })]);
      expect(await scene.toolbox.dispatch(name, {})).toMatchObject({ data: 'undefined' });
    }
  });

  it('of a tenant that never comes costs one call its deadline, and is asked for again', async () => {
    let asked = 0;
    const tenantConfig = (): Promise<unknown> => {
      asked += 1;
      return asked === 1 ? new Promise(() => undefined) : Promise.resolve({ unit: 'C' });
    };
    const ends: unknown[] = [];
    const attempt: Middleware = async (call, next) => {
      const outcome = await next(call.fork({ timeoutMs: 100 }));
      ends.push(outcome.ok === false && outcome.failure.code);
      return outcome;
    };
    const scene = sceneOf([toolDoing(({ config }) => config)], { tenantConfig, use: [attempt] });
    const first = scene.toolbox.dispatch('subject', {}, { tenant: 'acme' });
    await scene.clock.advance(200);
    expect(ends).toEqual(['OPERATION_TIMEOUT']);
    expect(errorIn(await first).code).toBe('OPERATION_TIMEOUT');
    await scene.clock.advance(30_000);
    expect(await scene.toolbox.dispatch('subject', {}, { tenant: 'acme' })).toMatchObject({
      data: { unit: 'C' },
    });
    await scene.clock.advance(5);
    expect(scene.clock.pendingTimers).toBe(0);
  });

  it('of more tenants than are kept is not kept either while they all come at once', async () => {
    const asked: string[] = [];
    const tenantConfig = async (tenant: string): Promise<unknown> => {
      asked.push(tenant);
      await Promise.resolve();
      return { tenant };
    };
    const { toolbox } = sceneOf([toolDoing(({ config }) => config)], { tenantConfig });
    await toolbox.start();
    const tenants = Array.from({ length: 1_500 }, (_, index) => `t${index}`);
    await Promise.all(tenants.map((tenant) => toolbox.dispatch('subject', {}, { tenant })));
    asked.length = 0;
    await toolbox.dispatch('subject', {}, { tenant: 't0' });
    await toolbox.dispatch('subject', {}, { tenant: 't1499' });
    expect(asked).toEqual(['t0']);
  });
});
