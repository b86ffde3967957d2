import type { Principal } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { authorize } from './authorize.ts';
import type { AuthorizeOptions, AuthorizePredicate } from './authorize.ts';
import { errorIn, sceneOf, toolDoing } from '../test-support/scene.ts';

const reader: Principal = { subject: 'ada', permissions: ['read'] };

function behind(rule: AuthorizeOptions | AuthorizePredicate) {
  return sceneOf(
    toolDoing(() => 'done', { use: [] }),
    { use: [authorize(rule)] },
  );
}

describe('authorize', () => {
  it('names the permissions that are missing', async () => {
    const scene = behind({ permissions: ['read', 'write', 'admin'] });
    const error = errorIn(await scene.call({}, { principal: reader }));
    expect(error).toMatchObject({
      code: 'PERMISSION_DENIED',
      type: 'permission_error',
      message: 'Insufficient permissions for "subject": write, admin missing',
      details: { missing: ['write', 'admin'] },
    });
    expect(scene.lines()).toEqual([]);
  });

  it('lets pass who holds all, or one where one is enough', async () => {
    for (const rule of [
      { permissions: ['read'] },
      { anyOf: ['admin', 'read'] },
      { permissions: () => ['read'] },
    ]) {
      expect(await behind(rule).call({}, { principal: reader })).toMatchObject({ data: 'done' });
    }
    const error = errorIn(
      await behind({ permissions: ['x'], anyOf: ['a', 'b'] }).call({}, { principal: reader }),
    );
    expect(error.message).toBe('Insufficient permissions for "subject": x missing; one of a, b missing');
    expect(error.details).toEqual({ missing: ['x'], anyOf: ['a', 'b'] });
  });

  it('refuses nobody’s calls as unauthenticated', async () => {
    for (const rule of [{ permissions: ['read'] }, { anyOf: ['read'] }, () => false]) {
      expect(errorIn(await behind(rule).call())).toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });

  it('asks a rule of the application, which may say why not', async () => {
    const rule: AuthorizePredicate = ({ input }) =>
      (input as { amount: number }).amount <= 100 || 'above 100 a second person must agree';
    const { call } = behind(rule);
    expect(await call({ amount: 100 }, { principal: reader })).toMatchObject({ data: 'done' });
    expect(errorIn(await call({ amount: 101 }, { principal: reader })).message).toBe(
      'Insufficient permissions for "subject": above 100 a second person must agree',
    );
    const silent = behind(async () => false);
    expect(errorIn(await silent.call({}, { principal: reader })).message).toContain('may not do this');
  });

  it('refuses what is not clearly allowed', async () => {
    for (const answer of [undefined, null, 1, 'yes', {}]) {
      const result = await behind(() => answer as never).call({}, { principal: reader });
      expect(errorIn(result).code).toBe('PERMISSION_DENIED');
    }
    const throwing = behind(() => {
      throw new Error('policy server is down');
    });
    expect((await throwing.call({}, { principal: reader })).status).toBe('error');
  });

  it('refuses when its rule does not answer in time, or the caller leaves', async () => {
    const rule = { allow: () => new Promise<boolean>(() => undefined), timeoutMs: 100 };
    const { call, clock } = behind(rule);
    const late = call({}, { principal: reader });
    await clock.advance(105);
    expect(errorIn(await late).code).toBe('OPERATION_TIMEOUT');
    const leave = new AbortController();
    const left = call({}, { principal: reader, signal: leave.signal });
    leave.abort();
    await clock.advance(1);
    expect(errorIn(await left).code).toBe('CANCELLED');
    await clock.advance(200);
    expect(clock.pendingTimers).toBe(0);
  });

  it('says what it asks for, and refuses to ask for nothing', () => {
    expect(authorize({ permissions: ['a'], anyOf: ['b'] }).rail?.describe()).toEqual({
      permissions: ['a'],
      anyOf: ['b'],
      ownRule: false,
    });
    expect(authorize(() => true).rail?.describe()).toEqual({ ownRule: true });
    expect(() => authorize({})).toThrow('permissions');
    expect(() => authorize({ permissions: [''] })).toThrow('permissions');
    expect(() => authorize({ anyOf: [] })).toThrow('anyOf');
    expect(() => authorize({ allow: true as never })).toThrow('allow');
    expect(() => authorize({ allow: () => true, timeoutMs: 0 })).toThrow('timeoutMs');
  });
});
