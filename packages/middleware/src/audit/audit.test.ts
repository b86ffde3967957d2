import { createTool } from '@toolwright/core';
import type { AuditSink, JsonObject, Principal } from '@toolwright/core';
import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { authorize } from '../authorize.ts';
import { errorIn, sceneOf, toolDoing } from '../../test-support/scene.ts';
import { audit } from './audit.ts';
import type { AuditOptions } from './audit.ts';
import { createAuditTrail } from './audit-trail.ts';
import { memoryAuditSink } from './memory-audit-sink.ts';
import { verifyAuditTrail } from './verify-audit-trail.ts';

const ada: Principal = { subject: 'ada', tenant: 'acme', permissions: [] };
const hanging: AuditSink = { write: () => new Promise(() => undefined) };
const broken: AuditSink = { write: () => Promise.reject(new Error('disk full')) };

function audited(execute: () => unknown, options: Partial<AuditOptions> = {}) {
  const clock = createFakeClock();
  const sink = memoryAuditSink();
  const rail = audit({ sink, writer: 'w', key: 'k', clock, ...options });
  const scene = sceneOf(toolDoing(execute), { clock, use: [rail] });
  return { ...scene, records: sink.records };
}

describe('audit', () => {
  it('records who called what when a call starts, and how it ended', async () => {
    const { call, clock, records } = audited(() => clock.advance(250).then(() => 'done'));
    const result = await call({ city: 'Madrid' }, { principal: ada, peer: { address: '::1' } });
    expect(result.metadata['audit']).toEqual({ id: 'w:1' });
    const facts = {
      callId: result.metadata.callId,
      tool: 'subject',
      version: '1.0.0',
      subject: 'ada',
      tenant: 'acme',
      address: '::1',
      action: 'query',
      inputHash: createAuditTrail({ sink: memoryAuditSink(), key: 'k' }).hashInput({ city: 'Madrid' }),
    };
    expect(records()).toMatchObject([
      { event: 'call-started', id: 'w:1', time: '2026-01-01T00:00:00.000Z', ...facts },
      { event: 'call-completed', id: 'w:2', ...facts, outcome: 'success', durationMs: 250 },
    ]);
    expect(JSON.stringify(records())).not.toContain('Madrid');
    expect((await verifyAuditTrail(records(), { key: 'k' })).intact).toBe(true);
  });

  it('records failures by code, questions, and refusals of rails inside and of the kernel', async () => {
    const { call, records } = audited(() => {
      throw new Error('secret');
    });
    await call();
    expect(records()[1]).toMatchObject({ outcome: 'error', code: 'INTERNAL_ERROR' });
    expect(JSON.stringify(records())).not.toContain('secret');

    const sink = memoryAuditSink();
    const trail = createAuditTrail({ sink });
    const guarded = toolDoing(() => 1, { permissions: ['admin'] });
    await sceneOf(guarded, { use: [audit({ trail })] }).call({}, { principal: ada });
    const denied = sceneOf(
      toolDoing(() => 1),
      { use: [audit({ trail }), authorize(() => false)] },
    );
    await denied.call();
    const asking = createTool({
      metadata: { name: 'asks', version: '1.0.0', description: 'Asks', kind: 'query' },
      execute: ({ call: asked }) => asked.ask(z.string(), 'Sure?'),
    });
    await sceneOf(asking, { use: [audit({ trail })] }).call();
    await trail.flush();
    const ends = sink.records().filter(({ event }) => event === 'call-completed');
    expect(ends.map(({ code, outcome }) => code ?? outcome)).toEqual([
      'PERMISSION_DENIED',
      'UNAUTHENTICATED',
      'input-required',
    ]);
    expect(trail.statistics().refusals).toEqual({ PERMISSION_DENIED: 1, UNAUTHENTICATED: 1 });
  });

  it('tells action, resource and metadata in the words of the application, without secrets', async () => {
    const { call, records } = audited(() => ({ balance: 5 }), {
      action: () => 'transfer',
      resource: ({ input }) => `account:${(input as { id: string }).id}`,
      metadata: ({ tool }, outcome) => ({ tool: tool.name, ok: outcome.ok === true, apiKey: 'sk-1' }),
    });
    await call({ id: '17' });
    expect(records()).toMatchObject([
      { action: 'transfer', resource: 'account:17' },
      { resource: 'account:17', metadata: { tool: 'subject', ok: true, apiKey: '[redacted]' } },
    ]);
  });

  it('records a call although the application cannot tell more, or its input is no JSON', async () => {
    const { call, records } = audited(() => 1, {
      resource: () => {
        throw new Error('x');
      },
      metadata: () => ({ big: 1n }) as never,
    });
    expect(await call(1n)).toMatchObject({ status: 'success' });
    expect(records()).toMatchObject([{ resource: 'unknown' }, { metadata: { unknown: true } }]);
    expect(records()[0]).not.toHaveProperty('inputHash');
  });

  it('leaves metadata out where there is none', async () => {
    const { call, records } = audited(() => 1, { metadata: () => undefined });
    await call();
    expect(records()[1]).not.toHaveProperty('metadata');
  });

  it('completes a stream when its last chunk is out', async () => {
    const sink = memoryAuditSink();
    const clock = createFakeClock();
    const tool = createTool({
      metadata: { name: 'streams', version: '1.0.0', description: 'Streams', kind: 'query' },
      schema: { chunk: z.number() },
      async *execute() {
        yield 1;
        await clock.advance(40);
        yield 2;
      },
    });
    const { toolbox } = sceneOf(tool, { clock, use: [audit({ sink, clock })] });
    const seen: unknown[] = [];
    for await (const item of toolbox.dispatchStream('streams', {})) {
      seen.push(item.type);
      if (seen.length === 1) expect(sink.records().map(({ event }) => event)).toEqual(['call-started']);
    }
    await clock.advance(0);
    expect(seen).toEqual(['chunk', 'chunk', 'result']);
    expect(sink.records()[1]).toMatchObject({ outcome: 'success', durationMs: 40 });
  });

  it('waits for no sink: one that hangs or fails changes nothing for the call', async () => {
    for (const sink of [hanging, broken]) {
      const { call } = audited(() => 'done', { sink });
      expect(await call()).toMatchObject({ status: 'success', data: 'done' });
    }
  });

  it('says how it is set, and refuses to be set badly', () => {
    const rail = audit({ sink: memoryAuditSink(), writer: 'w' });
    expect(rail.rail?.describe()).toEqual({ writer: 'w', onSinkFailure: 'continue' });
    const sink = memoryAuditSink();
    expect(() => audit({ sink, onSinkFailure: 'ignore' as never })).toThrow('onSinkFailure');
    expect(() => audit({ sink, waitMs: 0 })).toThrow('waitMs');
    expect(() => audit({ trail: {} as never })).toThrow('trail');
  });
});

describe('audit that refuses', () => {
  it('runs no call that it could not record', async () => {
    let ran = 0;
    for (const sink of [broken, hanging]) {
      const { call, clock } = audited(() => (ran += 1), {
        sink,
        onSinkFailure: 'refuse',
      });
      const result = call();
      await clock.advance(2_100);
      expect(errorIn(await result)).toMatchObject({
        code: 'SERVICE_UNAVAILABLE',
        details: { reason: 'audit' },
        retryable: true,
      });
      await clock.advance(2_000);
      expect(clock.pendingTimers).toBe(0);
    }
    expect(ran).toBe(0);
  });

  it('begins once its started record is kept, and ends once its completed one is', async () => {
    const kept: JsonObject[] = [];
    let keep = (): void => undefined;
    const sink: AuditSink = {
      write: (record) =>
        new Promise((resolve) => {
          keep = () => {
            kept.push(record);
            resolve();
          };
        }),
    };
    let ran = 0;
    const { call, clock } = audited(() => (ran += 1), {
      sink,
      onSinkFailure: 'refuse',
    });
    let answered = false;
    const result = call().finally(() => (answered = true));
    await clock.advance(5);
    expect(ran).toBe(0);
    keep();
    await clock.advance(5);
    expect([ran, answered]).toEqual([1, false]);
    keep();
    expect((await result).status).toBe('success');
    expect(kept.map(({ event }) => event)).toEqual(['call-started', 'call-completed']);
  });

  it('keeps the outcome of what has run, and says that its record is incomplete', async () => {
    let writes = 0;
    const sink: AuditSink = {
      write: () => ((writes += 1) === 1 ? Promise.resolve() : Promise.reject(new Error('disk full'))),
    };
    const { call } = audited(() => 'done', { sink, onSinkFailure: 'refuse' });
    const result = await call();
    expect(result).toMatchObject({ status: 'success', metadata: { audit: { id: 'w:1', complete: false } } });
  });

  it('lets a caller leave who waits to be recorded', async () => {
    const { call, clock } = audited(() => 1, {
      sink: hanging,
      onSinkFailure: 'refuse',
    });
    const leave = new AbortController();
    const result = call({}, { signal: leave.signal });
    await clock.advance(1);
    leave.abort();
    await clock.advance(1);
    expect((await result).status).toBe('error');
  });
});
