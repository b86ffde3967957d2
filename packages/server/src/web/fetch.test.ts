import { describe, expect, it } from 'vitest';
import { createTool } from '@toolwright/core';
import { z } from 'zod';
import { answerOf, echo, sceneOf, toolDoing } from '../../test-support/scene.ts';

const json = { 'content-type': 'application/json' };

describe('a web-standard request', () => {
  it('is answered as one over the wire', async () => {
    await using scene = await sceneOf([echo]);
    const sent = new Request('http://localhost/tools/echo', {
      method: 'POST',
      body: '{"text":"a"}',
      headers: json,
    });
    const answer = await answerOf(await scene.server.fetch(sent));
    expect([answer.status, answer.body.data]).toEqual([200, { text: 'a' }]);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const asked = await answerOf(
      await scene.server.fetch(new Request('http://localhost/tools/echo?count=2')),
    );
    expect(asked.body.data).toEqual({ count: 2 });
    const head = await scene.server.fetch(new Request('http://localhost/health', { method: 'HEAD' }));
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await scene.server.fetch(new Request('http://evil.example/health'))).status).toBe(421);
  });

  it('says its address where the runtime does', async () => {
    const address = toolDoing(({ call }) => ({ address: call.peer?.address ?? null }));
    await using scene = await sceneOf([address]);
    const sent = (): Request => new Request('http://localhost/tools/subject', { method: 'POST' });
    expect((await answerOf(await scene.server.fetch(sent(), { address: '9.9.9.9' }))).body.data).toEqual({
      address: '9.9.9.9',
    });
    expect((await answerOf(await scene.server.fetch(sent()))).body.data).toEqual({ address: null });
  });

  it('has its body bounded, with and without a length', async () => {
    await using scene = await sceneOf([echo], { limits: { bodyBytes: 100 } });
    const statusOf = async (
      body: string | ReadableStream,
      headers: Record<string, string> = json,
    ): Promise<number> => {
      const init = { method: 'POST', body, headers, duplex: 'half' } as RequestInit;
      return (await scene.server.fetch(new Request('http://localhost/tools/echo', init))).status;
    };
    const parts = (...texts: readonly string[]): ReadableStream =>
      ReadableStream.from(texts.map((text) => new TextEncoder().encode(text)));
    expect(await statusOf(parts('{"text":', '"a"}'))).toBe(200);
    expect(await statusOf(parts('x'.repeat(60), 'x'.repeat(60)))).toBe(413);
    expect(await statusOf('x'.repeat(120), { ...json, 'content-length': '120' })).toBe(413);
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) });
    expect(await statusOf(broken)).toBe(400);
  });

  it('streams, no faster than it is read, and cancels what is left', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let produced = 0;
    const endless = createTool({
      metadata: { name: 'endless', version: '1.0.0', description: 'Never ends', kind: 'query' },
      schema: { chunk: z.number() },
      async *execute() {
        try {
          for (;;) yield (produced += 1);
        } finally {
          resolve();
        }
      },
    });
    await using scene = await sceneOf([endless]);
    const headers = { accept: 'application/x-ndjson' };
    const response = await scene.server.fetch(new Request('http://localhost/tools/endless', { headers }));
    const reader = response.body!.getReader();
    for (let read = 0; read < 5; read += 1) await reader.read();
    await new Promise((next) => setImmediate(next));
    expect(produced).toBeLessThan(10);
    await reader.cancel();
    await promise;
  });

  it('that fails in a route is a problem that tells nothing of the cause', async () => {
    const routes = [
      {
        method: 'GET',
        path: '/broken',
        handle: () => {
          throw new Error('secret');
        },
      },
    ];
    await using scene = await sceneOf([echo], { routes });
    const { status, body } = await answerOf(await scene.server.fetch(new Request('http://localhost/broken')));
    expect([status, body.code]).toEqual([500, 'INTERNAL_ERROR']);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect((await scene.get('/broken')).body.code).toBe('INTERNAL_ERROR');
  });
});
