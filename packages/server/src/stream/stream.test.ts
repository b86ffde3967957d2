import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { createTool, streamEvent } from '@toolwright/core';
import type { AnyTool } from '@toolwright/core';
import { createFakeClock } from '@toolwright/testing';
import { EventSource } from 'eventsource';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { sceneOf } from '../../test-support/scene.ts';

interface Left {
  readonly left: Promise<void>;
  readonly tool: AnyTool;
  readonly produced: () => number;
}

/** A tool that counts, from where its reader was, and tells when it has been left. */
function counting(
  options: { readonly size?: number; readonly endless?: boolean; readonly resumable?: boolean } = {},
): Left {
  const { promise, resolve } = Promise.withResolvers<void>();
  let produced = 0;
  const tool = createTool({
    metadata: {
      name: 'count',
      version: '1.0.0',
      description: 'Counts',
      kind: 'query',
      http: { resumable: options.resumable ?? false },
    },
    schema: {
      input: z.object({ to: z.number() }),
      chunk: z.object({ n: z.number(), fill: z.string().optional() }),
    },
    async *execute({ input, call }) {
      try {
        call.progress({ completed: 0, total: input.to });
        const from = Number(call.headers['last-event-id'] ?? 0);
        for (let n = from + 1; options.endless === true || n <= input.to; n += 1) {
          produced += 1;
          yield { n, ...(options.size !== undefined && { fill: 'x'.repeat(options.size) }) };
          if (options.endless === true && options.size === undefined)
            await new Promise((next) => setImmediate(next));
        }
        return { counted: input.to };
      } finally {
        resolve();
      }
    },
  });
  return { left: promise, tool, produced: () => produced };
}

const sse = { accept: 'text/event-stream' };

describe('a stream over REST', () => {
  it('is server-sent events, the result last', async () => {
    await using scene = await sceneOf([counting().tool]);
    const { headers, body } = await scene.call('count', { to: 2 }, sse);
    expect(headers.get('content-type')).toBe('text/event-stream');
    expect(headers.get('cache-control')).toBe('no-store');
    const events = body.split('\n\n').filter((event: string) => event !== '' && !event.includes('progress'));
    expect(events.slice(0, 2)).toEqual(['event: chunk\ndata: {"n":1}', 'event: chunk\ndata: {"n":2}']);
    expect(events[2]).toMatch(/^event: result\ndata: \{"status":"success","data":\{"counted":2\}/);
    expect(events).toHaveLength(3);
  });

  it('is lines of JSON for who asks for them', async () => {
    await using scene = await sceneOf([counting().tool]);
    const { body } = await scene.call('count', { to: 1 }, { accept: 'application/x-ndjson' });
    const lines = body
      .trim()
      .split('\n')
      .map((line: string) => JSON.parse(line) as { type: string });
    expect(lines.filter(({ type }: { type: string }) => type !== 'progress')).toMatchObject([
      { type: 'chunk', data: { n: 1 } },
      { type: 'result', result: { status: 'success' } },
    ]);
  });

  it('is its result alone for who asks for JSON, and 406 for who asks for neither', async () => {
    await using scene = await sceneOf([counting().tool]);
    expect((await scene.call('count', { to: 3 })).body.data).toEqual({ counted: 3 });
    const { status, body } = await scene.call('count', { to: 3 }, { accept: 'image/png' });
    expect([status, body.code]).toEqual([406, 'NOT_ACCEPTABLE']);
  });

  it('that fails before it says anything has the status of its failure', async () => {
    await using scene = await sceneOf([counting().tool]);
    const { status, headers, body } = await scene.call('count', { to: 'far' }, sse);
    expect([status, body.code]).toEqual([400, 'INVALID_INPUT']);
    expect(headers.get('content-type')).toBe('application/problem+json');
  });

  it('that breaks later says so in its result', async () => {
    const tool = createTool({
      metadata: { name: 'breaks', version: '1.0.0', description: 'Breaks', kind: 'query' },
      schema: { chunk: z.number() },
      async *execute() {
        yield streamEvent('first\nevent: forged', 1);
        throw new Error('secret');
      },
    });
    await using scene = await sceneOf([tool]);
    const { status, body } = await scene.call('breaks', {}, sse);
    expect(status).toBe(200);
    expect(body).toContain('event: first event: forged\ndata: 1\n\n');
    expect(body).toContain('"code":"STREAM_PROCESSING_ERROR"');
    expect(body).not.toContain('secret');
  });
});

describe('a reader', () => {
  it('that is an EventSource hears every kind of event, and goes on where it was', async () => {
    await using scene = await sceneOf([counting({ resumable: true }).tool]);
    const heard: string[] = [];
    const source = new EventSource(`${scene.url}/tools/count?to=3`);
    await new Promise<void>((resolve) => {
      source.addEventListener('chunk', ({ data, lastEventId }) =>
        heard.push(`${lastEventId}:${data as string}`),
      );
      source.addEventListener('result', () => resolve());
    });
    source.close();
    expect(heard).toEqual(['1:{"n":1}', '2:{"n":2}', '3:{"n":3}']);
    const later = await scene.get('/tools/count?to=3', { headers: { ...sse, 'last-event-id': '2' } });
    expect(later.body).toContain('id: 3\nevent: chunk\ndata: {"n":3}');
    expect(later.body).not.toContain('{"n":2}');
  });

  it('that leaves ends the tool within a second', async () => {
    const { tool, left } = counting({ endless: true });
    await using scene = await sceneOf([tool]);
    const leaving = new AbortController();
    const response = await fetch(`${scene.url}/tools/count?to=1`, { headers: sse, signal: leaving.signal });
    await response.body!.getReader().read();
    const startMs = performance.now();
    leaving.abort();
    await left;
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });

  it('that is `curl -N` sees chunks as they come, and ends the tool when it is stopped', async () => {
    const { tool, left } = counting({ endless: true });
    await using scene = await sceneOf([tool]);
    const curl = spawn('curl', ['-sN', '-H', 'accept: text/event-stream', `${scene.url}/tools/count?to=1`]);
    await new Promise((resolve) => curl.stdout.once('data', resolve));
    curl.kill();
    await left;
  });

  it('that reads nothing holds the tool back, and is cut off after a while', async () => {
    const clock = createFakeClock();
    const { tool, left, produced } = counting({ endless: true, size: 65_536 });
    await using scene = await sceneOf([tool], { clock, limits: { stalledMs: 60_000 } });
    const socket = connect(scene.address.port, '127.0.0.1');
    socket.pause();
    socket.write(`GET /tools/count?to=1 HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n`);
    await vi.waitFor(() => expect(produced()).toBeGreaterThan(0));
    let before = -1;
    // The kernel's own buffers fill up first.
    await vi.waitFor(
      () => {
        const now = produced();
        const still = now === before;
        before = now;
        expect(still).toBe(true);
      },
      { interval: 50 },
    );
    expect(produced()).toBeLessThan(1_000);
    await clock.advance(59_999);
    expect(produced()).toBe(before);
    await clock.advance(1);
    await left;
    socket.destroy();
  });
});

describe('a silent stream', () => {
  it('gives a sign of life, and leaves no timer behind', async () => {
    const clock = createFakeClock();
    const { promise, resolve } = Promise.withResolvers<void>();
    const tool = createTool({
      metadata: { name: 'waits', version: '1.0.0', description: 'Waits', kind: 'query' },
      schema: { chunk: z.number() },
      async *execute() {
        yield 1;
        await promise;
        yield 2;
      },
    });
    await using scene = await sceneOf([tool], { clock });
    for (const [accept, sign] of [
      ['text/event-stream', ': still here\n\n'],
      ['application/x-ndjson', '{"type":"heartbeat"}\n'],
    ] as const) {
      const response = await fetch(`${scene.url}/tools/waits`, { headers: { accept } });
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      expect((await reader.read()).value).toContain('1');
      await vi.waitFor(() => expect(clock.pendingTimers).toBe(1));
      await clock.advance(30_000);
      expect((await reader.read()).value).toBe(sign);
      await clock.advance(30_000);
      expect((await reader.read()).value).toBe(sign);
      if (accept === 'application/x-ndjson') resolve();
      await reader.cancel();
      await vi.waitFor(() => expect(clock.pendingTimers).toBe(0));
    }
  });
});
