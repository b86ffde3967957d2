import type { Failure, Middleware, Principal } from '@toolwright/core';
import { createTool } from '@toolwright/core';
import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { errorIn, sceneOf, toolDoing } from '../../test-support/scene.ts';
import { createTenantResources } from './tenant-resources.ts';
import { tenant } from './tenant.ts';
import type { TenantOptions } from './tenant.ts';

const ada: Principal = { subject: 'ada', tenant: 'acme', tenants: ['acme', 'blue'], permissions: [] };
const guest: Principal = { subject: 'guest', permissions: [] };
const header = (id: string) => ({ 'x-tenant-id': id });

function behind(options: TenantOptions = {}) {
  const tool = toolDoing(({ call }) => call.tenant ?? 'none');
  return sceneOf(tool, { use: [tenant(options)] });
}

describe('tenant', () => {
  it('takes the tenant of the principal', async () => {
    const result = await behind().call({}, { principal: ada });
    expect(result).toMatchObject({ data: 'acme', metadata: { tenant: { id: 'acme', from: 'principal' } } });
  });

  it("lets a header choose among the principal's tenants", async () => {
    const result = await behind().call({}, { principal: ada, headers: header('blue') });
    expect(result).toMatchObject({ data: 'blue', metadata: { tenant: { id: 'blue', from: 'header' } } });
  });

  it('refuses a tenant that the principal may not act for, wherever it is named, and tells of it', async () => {
    const refused: Failure[] = [];
    const onRefused = (_call: unknown, failure: Failure) => void refused.push(failure);
    const attempts = [
      behind({ onRefused }).call({}, { principal: ada, headers: header('evil') }),
      behind({ onRefused }).call({}, { principal: guest, headers: header('acme') }),
      behind({ onRefused }).call({}, { principal: ada, tenant: 'evil' }),
      behind({ onRefused, resolve: () => 'evil' }).call({}, { principal: ada }),
      behind({ onRefused, trustHeader: true }).call({}, { headers: header('x'.repeat(257)) }),
    ];
    for (const attempt of attempts) {
      expect(errorIn(await attempt)).toMatchObject({ code: 'PERMISSION_DENIED', type: 'permission_error' });
    }
    expect(refused).toHaveLength(5);
  });

  it('is not disturbed by a listener that throws', async () => {
    const onRefused = () => {
      throw new Error('x');
    };
    const result = await behind({ onRefused }).call({}, { principal: ada, headers: header('evil') });
    expect(errorIn(result).code).toBe('PERMISSION_DENIED');
  });

  it('ignores the header of nobody, unless the application trusts it', async () => {
    expect(await behind().call({}, { headers: header('acme') })).toMatchObject({ data: 'none' });
    const trusting = behind({ trustHeader: true, header: 'x-org' });
    expect(await trusting.call({}, { headers: { 'x-org': 'acme' } })).toMatchObject({ data: 'acme' });
    expect(await trusting.call({}, { headers: { 'x-org': '' } })).toMatchObject({ data: 'none' });
  });

  it('keeps a tenant that the program chose, also in the tools it invokes', async () => {
    expect(await behind().call({}, { tenant: 'blue' })).toMatchObject({ data: 'blue' });
    const inner = toolDoing(({ call }) => call.tenant);
    const outer = createTool({
      metadata: { name: 'outer', version: '1.0.0', description: 'Calls another', kind: 'query' },
      execute: ({ call }) => call.invoke(inner, {}),
    });
    const { toolbox } = sceneOf(outer, { tools: [outer, inner], use: [tenant()] });
    const result = await toolbox.dispatch('outer', {}, { principal: ada, headers: header('blue') });
    expect(result).toMatchObject({ status: 'success', data: 'blue' });
  });

  it('asks the application, at once or later, within its time', async () => {
    const resolve = async () => 'blue';
    expect(await behind({ resolve }).call({}, { principal: ada })).toMatchObject({
      data: 'blue',
      metadata: { tenant: { from: 'resolve' } },
    });
    expect(await behind({ resolve: () => undefined }).call({})).toMatchObject({ data: 'none' });
    const { call, clock } = behind({ resolve: () => new Promise(() => undefined), timeoutMs: 100 });
    const result = call({}, { principal: ada });
    await clock.advance(105);
    expect(errorIn(await result).code).toBe('OPERATION_TIMEOUT');
    await clock.advance(10);
    expect(clock.pendingTimers).toBe(0);
  });

  it('refuses calls without a tenant where one is required, and says what to do', async () => {
    expect(errorIn(await behind({ required: true }).call()).code).toBe('UNAUTHENTICATED');
    const error = errorIn(await behind({ required: true }).call({}, { principal: guest }));
    expect(error).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(error.message).toContain('x-tenant-id');
    const resolved = behind({ required: true, resolve: () => undefined });
    expect(errorIn(await resolved.call()).message).toContain('needs a tenant');
  });

  it('says how it is set, and refuses to be set badly', () => {
    expect(tenant().rail?.describe()).toMatchObject({ header: 'x-tenant-id', trustHeader: false });
    expect(() => tenant({ resolve: 'x' as never })).toThrow('resolve');
    expect(() => tenant({ header: 'X-Tenant' })).toThrow('header');
    expect(() => tenant({ timeoutMs: 0 })).toThrow('timeoutMs');
  });

  it("hands out the tenant's resource until the work has really ended", async () => {
    const clock = createFakeClock();
    const closed: string[] = [];
    await using resources = createTenantResources({
      clock,
      idleMs: 1_000,
      open: async (id) => ({ id }),
      close: (_resource, id) => void closed.push(id),
    });
    let finish = (): void => undefined;
    const tool = toolDoing(async ({ call }) => {
      await new Promise<void>((resolve) => (finish = resolve));
      return (call.context as { tenantResource?: { id: string } }).tenantResource?.id;
    });
    const scene = sceneOf(tool, { clock, use: [tenant({ resources })] });
    const result = scene.call({}, { principal: ada, timeoutMs: 500 });
    await clock.advance(1_000);
    expect((await result).status).toBe('error');
    await clock.advance(10_000);
    expect(closed).toEqual([]);
    finish();
    await clock.advance(1_000);
    expect(closed).toEqual(['acme']);
    const second = scene.call({}, { principal: ada });
    await clock.advance(1);
    finish();
    expect(await second).toMatchObject({ data: 'acme' });
  });

  it("takes a tenant's resource back at the deadline from a rail that hangs", async () => {
    const clock = createFakeClock();
    const closed: string[] = [];
    await using resources = createTenantResources({
      clock,
      idleMs: 1_000,
      open: async (id) => id,
      close: (_resource, id) => void closed.push(id),
    });
    const hangs: Middleware = () => new Promise(() => undefined);
    const scene = sceneOf(
      toolDoing(() => 1),
      { clock, use: [tenant({ resources }), hangs] },
    );
    const result = scene.call({}, { principal: ada, timeoutMs: 500 });
    await clock.advance(700);
    expect(errorIn(await result).code).toBe('OPERATION_TIMEOUT');
    await clock.advance(1_000);
    expect(closed).toEqual(['acme']);
    expect(clock.pendingTimers).toBe(0);
  });
});
