import { getEventListeners, once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { createToolbox, silentLogger } from '@toolwright/core';
import type { AnyTool } from '@toolwright/core';
import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { modernMeta } from '../../test-support/mcp-scene.ts';
import { echo, toolDoing } from '../../test-support/scene.ts';
import { stdioSceneOf } from '../../test-support/stdio-scene.ts';
import { serveStdio } from '../index.ts';

/** Waits until it is told to go on, or is cancelled. */
function waiting(): {
  readonly tool: AnyTool;
  readonly began: Promise<void>;
  readonly go: () => void;
  readonly cancelled: Promise<void>;
} {
  const { promise: began, resolve: begin } = Promise.withResolvers<void>();
  const { promise: going, resolve: go } = Promise.withResolvers<void>();
  const { promise: cancelled, resolve: cancel } = Promise.withResolvers<void>();
  const tool = toolDoing(
    async ({ call }) => {
      call.signal.addEventListener('abort', () => cancel());
      begin();
      await Promise.race([going, once(call.signal, 'abort')]);
      return { done: true };
    },
    { name: 'wait' },
  );
  return { tool, began, go, cancelled };
}

const called = (name: string, input: object = {}): object => ({ name, arguments: input });

describe('a service over standard streams', () => {
  it('answers a message a line, of the modern revision without any handshake', async () => {
    await using scene = await stdioSceneOf([echo]);
    scene.ask(1, 'server/discover');
    expect((await scene.next()).result).toMatchObject({
      supportedVersions: ['2026-07-28', '2025-11-25', '2025-06-18'],
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'scene', version: '1.2.3' } },
    });
    scene.ask('two', 'tools/call', called('echo', { text: 'a\nb' }));
    const { id, result } = await scene.next();
    expect([id, result.structuredContent]).toEqual(['two', { text: 'a\nb' }]);
  });

  it('serves a client that begins with initialize as that revision asks', async () => {
    await using scene = await stdioSceneOf([echo]);
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'c', version: '1' },
    };
    scene.send({ jsonrpc: '2.0', id: 0, method: 'ping' });
    expect((await scene.next()).result).toEqual({});
    scene.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
    expect((await scene.next()).result.protocolVersion).toBe('2025-11-25');
    scene.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    scene.send({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: called('echo', { count: 2 }) });
    expect((await scene.next()).result).toMatchObject({ structuredContent: { count: 2 } });
    scene.ask(3, 'tools/list');
    expect((await scene.next()).result.resultType).toBe('complete');
  });

  it('knows who the client stands for, as it is told', async () => {
    const secret = toolDoing(({ call }) => ({ subject: call.principal?.subject }), {
      permissions: ['secrets'],
    });
    const principal = { subject: 'ada', permissions: ['secrets'] };
    await using scene = await stdioSceneOf([secret], { principal });
    scene.ask(1, 'tools/call', called('subject'));
    expect((await scene.next()).result.structuredContent).toEqual({ subject: 'ada' });
    await using other = await stdioSceneOf([secret]);
    other.ask(1, 'tools/call', called('subject'));
    expect((await other.next()).result.isError).toBe(true);
  });

  it('compares no headers, since there are none', async () => {
    const marked = toolDoing(({ input }) => input);
    const region = {
      ...marked,
      schema: { input: z.object({ region: z.string().meta({ 'x-mcp-header': 'Region' }) }) },
    };
    await using scene = await stdioSceneOf([region]);
    scene.ask(1, 'tools/call', called('subject', { region: 'eu' }));
    expect((await scene.next()).result.structuredContent).toEqual({ region: 'eu' });
  });

  it('tells of progress for its token, before the result', async () => {
    const telling = toolDoing(async ({ call }) => {
      for (const completed of [1, 2]) {
        call.progress({ completed, total: 2 });
        await turn();
      }
      return 'told';
    });
    await using scene = await stdioSceneOf([telling]);
    scene.ask(1, 'tools/call', { ...called('subject'), _meta: { ...modernMeta, progressToken: 'p' } });
    const messages = [await scene.next(), await scene.next(), await scene.next()];
    expect(
      messages.map(({ id, method, params }) => [id, method, params?.progressToken, params?.progress]),
    ).toEqual([
      [undefined, 'notifications/progress', 'p', 1],
      [undefined, 'notifications/progress', 'p', 2],
      [1, undefined, undefined, undefined],
    ]);
  });

  it('cancels the call that the client names, and says nothing more of it', async () => {
    const { tool, began, cancelled } = waiting();
    await using scene = await stdioSceneOf([tool, echo]);
    scene.ask(7, 'tools/call', called('wait'));
    await began;
    scene.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: '7' } });
    scene.send({ jsonrpc: '2.0', method: 'notifications/cancelled' });
    scene.send({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: 7, reason: 'enough' },
    });
    await cancelled;
    scene.ask(8, 'tools/call', called('echo'));
    expect((await scene.next()).id).toBe(8);
  });

  it.each([
    ['no JSON', '{"jsonrpc"\n', -32_700],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22, 0x0a]), -32_700],
    ['nests too deep', `${'['.repeat(65)}${']'.repeat(65)}\n`, -32_600],
    ['is too long', `"${'x'.repeat(300)}"\n`, -32_600],
    ['is no request', '[]\n', -32_600],
    ['says nothing of itself', '{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n', -32_602],
    [
      'asks for what there is not',
      `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'none', params: { _meta: modernMeta } })}\n`,
      -32_601,
    ],
  ])('refuses what %s, and goes on', async (_, line, code) => {
    await using scene = await stdioSceneOf([echo], { limits: { lineBytes: 256 } });
    scene.input.write(line);
    expect((await scene.next()).error.code).toBe(code);
    scene.send('\n\r\n');
    scene.ask(2, 'server/discover');
    expect((await scene.next()).id).toBe(2);
  });

  it('refuses an id that is under way, and more requests than it may have', async () => {
    const { tool, began, go } = waiting();
    await using scene = await stdioSceneOf([tool], { limits: { requests: 1 } });
    scene.ask(1, 'tools/call', called('wait'));
    await began;
    scene.ask(1, 'server/discover');
    expect((await scene.next()).error).toMatchObject({
      code: -32_600,
      message: expect.stringContaining('another'),
    });
    scene.ask(2, 'server/discover');
    expect((await scene.next()).error).toMatchObject({
      code: -32_603,
      message: expect.stringContaining('1 requests'),
    });
    go();
    expect((await scene.next()).result.structuredContent).toEqual({ done: true });
    await turn();
    scene.ask(1, 'server/discover');
    expect((await scene.next()).result.resultType).toBe('complete');
  });

  it('answers what failed unexpectedly with an error that tells nothing, and logs why', async () => {
    const asking = toolDoing(({ call }) => call.ask(z.boolean(), 'Sure?'));
    const error = new TypeError('a defect of the store');
    const stateStore = { compareAndSet: () => Promise.reject(error) };
    const logged: unknown[] = [];
    const logger = { ...silentLogger, error: (_: string, fields?: object) => logged.push(fields) };
    await using scene = await stdioSceneOf([asking], { questions: { stateStore }, logger });
    const meta = { ...modernMeta, 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } };
    scene.ask(1, 'tools/call', { ...called('subject'), _meta: meta });
    const { requestState } = (await scene.next()).result;
    scene.ask(2, 'tools/call', { ...called('subject'), requestState, _meta: meta });
    expect(await scene.next()).toMatchObject({
      id: 2,
      error: { code: -32_603, message: expect.not.stringContaining('defect') },
    });
    expect(logged).toEqual([{ method: 'tools/call', error }]);
  });

  it('reads messages that arrive in pieces, and a last one without its end', async () => {
    await using scene = await stdioSceneOf([echo], { drainMs: 1_000 });
    const text = JSON.stringify({
      jsonrpc: '2.0',
      id: 'ü',
      method: 'server/discover',
      params: { _meta: modernMeta },
    });
    for (const byte of Buffer.from(`${text}\n`)) scene.input.write(Buffer.of(byte));
    expect((await scene.next()).id).toBe('ü');
    scene.input.end(text.replace('ü', 'last'));
    expect((await scene.next()).id).toBe('last');
    expect(await scene.ended).toBe(0);
  });

  it('checks its options', async () => {
    const toolbox = createToolbox({ tools: [] });
    const options = {
      toolbox,
      mcp: { name: 'n', version: '1' },
      input: new PassThrough(),
      output: new PassThrough(),
    };
    await expect(serveStdio({ ...options, drainMs: -1 })).rejects.toThrow('"drainMs"');
    await expect(serveStdio({ ...options, limits: { requests: 0 } })).rejects.toThrow('"limits.requests"');
    await expect(serveStdio({ ...options, mcp: { name: '', version: '1' } })).rejects.toThrow('"mcp.name"');
    expect(options.input.listenerCount('data')).toBe(0);
  });
});

describe('the end of the input', () => {
  it('lets calls under way end, and answers them', async () => {
    const { tool, began, go } = waiting();
    await using scene = await stdioSceneOf([tool], { drainMs: 60_000 });
    scene.ask(1, 'tools/call', called('wait'));
    await began;
    scene.input.end();
    go();
    expect((await scene.next()).result.structuredContent).toEqual({ done: true });
    expect(await scene.ended).toBe(0);
  });

  it('cuts off what goes on after its time, and says how much that was', async () => {
    const clock = createFakeClock();
    const { tool, began, cancelled } = waiting();
    await using scene = await stdioSceneOf([tool], { clock, drainMs: 1_500 });
    scene.ask(1, 'tools/call', called('wait'));
    await began;
    scene.input.end();
    await once(scene.input, 'close');
    await clock.advance(1_500);
    expect(await scene.ended).toBe(1);
    await cancelled;
  });

  it('is not waited for where a signal says so, and leaves no listener behind', async () => {
    const stop = new AbortController();
    await using scene = await stdioSceneOf([echo], { signal: stop.signal });
    scene.ask(1, 'server/discover');
    await scene.next();
    stop.abort();
    expect(await scene.ended).toBe(0);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    expect(scene.input.eventNames().filter((name) => name === 'data' || name === 'error')).toEqual([]);
    await using late = await stdioSceneOf([echo], { signal: stop.signal });
    expect(await late.ended).toBe(0);
  });

  it('comes where nobody reads any more', async () => {
    const { tool, began, cancelled } = waiting();
    await using scene = await stdioSceneOf([tool], { drainMs: 60_000 });
    scene.ask(1, 'tools/call', called('wait'));
    await began;
    scene.output.destroy(new Error('broken pipe'));
    expect(await scene.ended).toBe(1);
    await cancelled;
  });

  it('comes where the client takes nothing of its answers', async () => {
    const clock = createFakeClock();
    const toolbox = createToolbox({ tools: [echo], logger: silentLogger });
    await toolbox.start();
    const { promise: written, resolve: write } = Promise.withResolvers<void>();
    const input = new PassThrough();
    const output = new Writable({ highWaterMark: 1, write: () => write() });
    const mcp = { name: 'n', version: '1' };
    const ended = serveStdio({ toolbox, mcp, input, output, clock, logger: silentLogger });
    const params = { _meta: modernMeta };
    input.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'server/discover', params })}\n`);
    await written;
    input.write('\n');
    await turn();
    expect(input.isPaused()).toBe(true);
    await clock.advance(60_000);
    // Its answer was written, and never taken.
    expect(await ended).toBe(1);
    await toolbox.stop();
  });
});
