import { describe, expect, it } from 'vitest';
import { begin, earlierVersion, streamOf } from '../../../test-support/earlier-client.ts';
import type { Message } from '../../../test-support/earlier-client.ts';
import { mcpSceneOf } from '../../../test-support/mcp-scene.ts';
import { echo, toolDoing } from '../../../test-support/scene.ts';
import { LogFeed } from './log-feed.ts';
import { LogLevels } from './log-levels.ts';

const telling = toolDoing(({ call }) => {
  call.logger.debug('begins');
  call.logger.child({ step: 1 }).info('works', { password: 'secret', items: 3 });
  call.logger.warn('is late');
  call.logger.error('has failed', { error: new Error('internal detail') });
  return 'done';
});
const calling = { method: 'tools/call', params: { name: 'subject', arguments: {} } };
const on = { logs: true };

function setLevel(level: unknown): { readonly method: string; readonly params: object } {
  return { method: 'logging/setLevel', params: { level } };
}

async function all(stream: AsyncGenerator<Message, void, void>): Promise<readonly Message[]> {
  const messages: Message[] = [];
  for await (const message of stream) messages.push(message);
  return messages;
}

describe('a client of an earlier revision', () => {
  it('hears what its calls log, from the level it wants, before the result', async () => {
    await using scene = await mcpSceneOf([telling], on);
    const headers = await begin(scene, {});
    expect(await all(streamOf(scene, calling, headers))).toHaveLength(1);
    expect(await all(streamOf(scene, setLevel('info'), headers))).toEqual([
      { jsonrpc: '2.0', id: 1, result: {} },
    ]);
    const messages = await all(streamOf(scene, calling, headers));
    const said = { callId: expect.any(String) };
    expect(messages.slice(0, -1).map(({ method, params }) => [method, params])).toEqual([
      [
        'notifications/message',
        {
          level: 'info',
          logger: 'subject',
          data: { message: 'works', step: 1, items: 3, password: '[redacted]', ...said },
        },
      ],
      [
        'notifications/message',
        { level: 'warning', logger: 'subject', data: { message: 'is late', ...said } },
      ],
      [
        'notifications/message',
        { level: 'error', logger: 'subject', data: { message: 'has failed', ...said } },
      ],
    ]);
    expect(messages.at(-1)).toMatchObject({ id: 1, result: { content: [{ text: 'done' }] } });
    const other = await begin(scene, {});
    expect(await all(streamOf(scene, calling, other))).toHaveLength(1);
  });

  it.each(['loud', 5, undefined])('sets no level %j', async (level) => {
    await using scene = await mcpSceneOf([telling], on);
    const [{ error } = {}] = await all(streamOf(scene, setLevel(level), await begin(scene, {})));
    expect(error.code).toBe(-32_602);
  });

  it('sets no level without a session of its own', async () => {
    await using scene = await mcpSceneOf([telling], on);
    for (const session of [{}, { 'mcp-session-id': 'x.y' }]) {
      const [{ error } = {}] = await all(
        streamOf(scene, setLevel('info'), { ...earlierVersion, ...session }),
      );
      expect(error).toMatchObject({ code: -32_602, message: expect.stringContaining('initialize') });
    }
  });

  it('is told of logging only where it is on, and modern clients never', async () => {
    const capabilities = async (logs: boolean): Promise<unknown> => {
      await using scene = await mcpSceneOf([echo], { logs });
      const [{ error } = {}] = await all(streamOf(scene, setLevel('info'), await begin(scene, {})));
      expect(error === undefined).toBe(logs);
      expect((await scene.ask('server/discover')).body.result.capabilities).toEqual({ tools: {} });
      expect((await scene.ask('logging/setLevel', { level: 'info' })).status).toBe(404);
      const params = { protocolVersion: '2025-11-25', capabilities: {} };
      const { body } = await scene.send({ jsonrpc: '2.0', id: 0, method: 'initialize', params });
      return body.result.capabilities;
    };
    expect(await capabilities(true)).toEqual({ tools: {}, logging: {} });
    expect(await capabilities(false)).toEqual({ tools: {} });
  });
});

describe('a feed of log lines', () => {
  it('keeps a hundred lines for a client that takes none, before its stream opens and after', () => {
    const feed = new LogFeed('debug');
    for (let line = 0; line < 150; line += 1) feed.logger.info(`early ${line}`);
    const sent: string[] = [];
    feed.open((text) => {
      sent.push(text);
      return new Promise(() => undefined);
    });
    feed.logger.info('late');
    expect(sent).toHaveLength(100);
  });

  it('goes on when lines are taken, or the client has gone, and says nothing after its end', async () => {
    const feed = new LogFeed('debug');
    const sent: string[] = [];
    feed.open((text) => {
      sent.push(text);
      return sent.length % 2 === 0 ? undefined : Promise.reject(new Error('gone'));
    });
    for (let line = 0; line < 150; line += 1) {
      feed.logger.info('x');
      await Promise.resolve();
      await Promise.resolve();
    }
    expect(sent).toHaveLength(150);
    feed.close();
    feed.logger.error('x');
    expect(sent).toHaveLength(150);
  });
});

it('levels are kept for ten thousand sessions, those that were set last', () => {
  const levels = new LogLevels();
  for (let session = 0; session <= 10_000; session += 1) levels.set(`s${session}`, 'info');
  levels.set('s1', 'debug');
  expect(['s0', 's1', 's10000'].map((session) => levels.of(session))).toEqual([undefined, 'debug', 'info']);
  expect(levels.of(undefined)).toBeUndefined();
});
