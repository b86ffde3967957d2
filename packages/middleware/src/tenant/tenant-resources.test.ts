import { setImmediate as nextTurn } from 'node:timers/promises';
import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createTenantResources } from './tenant-resources.ts';
import type { TenantResourcesOptions } from './tenant-resources.ts';

function sceneOf(options: Partial<TenantResourcesOptions<string>> = {}) {
  const clock = createFakeClock();
  const log: string[] = [];
  const resources = createTenantResources<string>({
    clock,
    idleMs: 1_000,
    open: async (tenant) => {
      log.push(`open ${tenant}`);
      return `of ${tenant}`;
    },
    close: (resource) => void log.push(`close ${resource}`),
    ...options,
  });
  return { clock, log, resources };
}

const never = <T>(): Promise<T> => new Promise(() => undefined);

describe("tenants' resources", () => {
  it('are opened once for all who wait, and closed when unused for a while', async () => {
    const { clock, log, resources } = sceneOf();
    const leases = await Promise.all([1, 2, 3].map(() => resources.use('a')));
    expect(leases.map(({ resource }) => resource)).toEqual(['of a', 'of a', 'of a']);
    for (const lease of leases.slice(1)) lease.release();
    leases[1]?.release();
    await clock.advance(5_000);
    expect(log).toEqual(['open a']);
    leases[0]?.release();
    await clock.advance(999);
    (await resources.use('a')).release();
    await clock.advance(999);
    expect(log).toEqual(['open a']);
    await clock.advance(1);
    expect(log).toEqual(['open a', 'close of a']);
    expect([resources.size, clock.pendingTimers]).toEqual([0, 0]);
  });

  it('make room by closing the one unused for longest, never one in use', async () => {
    const { log, resources } = sceneOf({ maxTenants: 2 });
    const held = await resources.use('a');
    (await resources.use('b')).release();
    (await resources.use('c')).release();
    expect(log).toEqual(['open a', 'open b', 'open c', 'close of b']);
    const other = await resources.use('c');
    await expect(resources.use('d')).rejects.toMatchObject({ code: 'QUEUE_FULL', retryable: true });
    held.release();
    (await resources.use('d')).release();
    expect(log.slice(4)).toEqual(['open d', 'close of a']);
    other.release();
    await resources.close();
  });

  it('that cannot be opened are tried again for the next call', async () => {
    let fails = true;
    const { resources, clock } = sceneOf({
      open: async () => {
        if (fails) throw new Error('refused');
        return 'open';
      },
    });
    await expect(resources.use('a')).rejects.toThrow('refused');
    expect([resources.size, clock.pendingTimers]).toEqual([0, 0]);
    fails = false;
    expect((await resources.use('a')).resource).toBe('open');
  });

  it('that open too late are closed again', async () => {
    const opening = Promise.withResolvers<string>();
    let aborted = false;
    const { clock, log, resources } = sceneOf({
      openTimeoutMs: 50,
      open: (_tenant, { signal }) => {
        signal.addEventListener('abort', () => (aborted = true));
        return opening.promise;
      },
    });
    const use = resources.use('a').catch((error: unknown) => error);
    await clock.advance(50);
    expect(await use).toMatchObject({ code: 'OPERATION_TIMEOUT' });
    expect(aborted).toBe(true);
    opening.resolve('late');
    await nextTurn();
    expect(log).toEqual(['close late']);
  });

  it('let a caller leave without the others', async () => {
    const opening = Promise.withResolvers<string>();
    const { clock, resources } = sceneOf({ open: () => opening.promise });
    const leave = new AbortController();
    const left = resources.use('a', { signal: leave.signal }).catch((error: unknown) => error);
    const stayed = resources.use('a', { signal: new AbortController().signal });
    leave.abort(new Error('gone'));
    expect(await left).toMatchObject({ message: 'gone' });
    opening.resolve('here');
    const lease = await stayed;
    expect(lease.resource).toBe('here');
    await expect(resources.use('a', { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow(
      'gone',
    );
    lease.release();
    await resources.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('are closed at the end: those in use when they are released', async () => {
    const { clock, log, resources } = sceneOf();
    (await resources.use('a')).release();
    const held = await resources.use('b');
    await resources.close();
    expect(log).toEqual(['open a', 'open b', 'close of a']);
    await expect(resources.use('a')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    held.release();
    await nextTurn();
    expect(log.at(-1)).toBe('close of b');
    expect(clock.pendingTimers).toBe(0);
  });

  it('that cannot be closed, or never are, are told of and hold nobody up', async () => {
    for (const close of [() => Promise.reject(new Error('stuck')), () => never<void>()]) {
      const told: unknown[] = [];
      const { clock, resources } = sceneOf({
        close,
        closeTimeoutMs: 50,
        onCloseFailed: (tenant, error) => {
          told.push([tenant, (error as Error).message]);
          throw new Error('listener');
        },
      });
      (await resources.use('a')).release();
      const closed = resources.close();
      await clock.advance(50);
      await closed;
      expect(told).toEqual([['a', expect.stringMatching(/stuck|not closed within 50 ms/)]]);
      expect(clock.pendingTimers).toBe(0);
    }
  });

  it('need not be closed', async () => {
    const resources = createTenantResources({ open: () => 1 });
    (await resources.use('a')).release();
    await resources[Symbol.asyncDispose]();
    expect(resources.size).toBe(0);
  });

  it.each(['maxTenants', 'idleMs', 'openTimeoutMs', 'closeTimeoutMs'])('refuse a bad %s', (option) => {
    expect(() => createTenantResources({ open: () => 1, [option]: 0 })).toThrow(option);
    expect(() => createTenantResources({ open: 1 as never })).toThrow('open');
  });
});
