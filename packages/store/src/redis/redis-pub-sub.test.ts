import { EventEmitter } from 'node:events';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import type { FakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createRedisPubSub } from './redis-pub-sub.ts';
import type { RedisPubSub } from './redis-pub-sub.ts';
import type { RedisSubscriber } from './redis-client.ts';

/** A connection whose answers the test gives; by default it answers everything. */
class ScriptedSubscriber extends EventEmitter {
  readonly sent: string[] = [];
  disconnected = false;
  answer: (channel: string) => Promise<unknown> = () => Promise.resolve(1);

  subscribe(channel: string): Promise<unknown> {
    this.sent.push(`+${channel}`);
    return this.answer(channel);
  }

  unsubscribe(channel: string): Promise<unknown> {
    this.sent.push(`-${channel}`);
    return this.answer(channel);
  }

  disconnect(): void {
    this.disconnected = true;
  }
}

class ScriptedClient extends EventEmitter {
  status = 'ready';
  readonly published: string[][] = [];

  call(...command: string[]): Promise<unknown> {
    this.published.push(command);
    return Promise.resolve(1);
  }
}

interface Setup {
  readonly pubSub: RedisPubSub;
  readonly clock: FakeClock;
  readonly client: ScriptedClient;
  readonly connections: ScriptedSubscriber[];
  readonly errors: unknown[];
  readonly heard: string[];
  readonly listen: (channel: string) => Promise<() => Promise<void>>;
}

function setUp(connect: () => ScriptedSubscriber = () => new ScriptedSubscriber()): Setup {
  const clock = createFakeClock();
  const client = new ScriptedClient();
  const connections: ScriptedSubscriber[] = [];
  const errors: unknown[] = [];
  const heard: string[] = [];
  const connectSubscriber = (): RedisSubscriber => {
    const connection = connect();
    connections.push(connection);
    return connection;
  };
  const pubSub = createRedisPubSub({
    client,
    connectSubscriber,
    prefix: 'p:',
    timeoutMs: 100,
    heartbeatMs: 1_000,
    clock,
    random: seededRandom(1),
    onError: (error) => errors.push(error),
  });
  const listen = (channel: string): Promise<() => Promise<void>> =>
    pubSub.subscribe(channel, {
      message: (message) => heard.push(`${channel}: ${message}`),
      gap: () => heard.push(`${channel}: gap`),
    });
  return { pubSub, clock, client, connections, errors, heard, listen };
}

async function ready(setup: Setup): Promise<ScriptedSubscriber> {
  const connection = setup.connections.at(-1);
  if (connection === undefined) throw new Error('Nobody has connected');
  connection.emit('ready');
  await setup.clock.advance(0);
  return connection;
}

describe('a Redis pub/sub', () => {
  it('opens one connection for all subscriptions, when the first is asked for', async () => {
    const setup = setUp();
    expect(setup.connections).toHaveLength(0);
    const both = Promise.all([setup.listen('a'), setup.listen('b'), setup.listen('a')]);
    const connection = await ready(setup);
    await both;
    await setup.listen('c');
    expect(setup.connections).toHaveLength(1);
    expect(connection.sent).toEqual(['+p:a', '+p:b', '+p:c']);
    connection.emit('message', 'p:a', 'hello');
    expect(setup.heard).toEqual(['a: hello', 'a: hello']);
    await setup.pubSub.close();
  });

  it('unsubscribes with the last listener of a channel', async () => {
    const setup = setUp();
    const both = Promise.all([setup.listen('a'), setup.listen('a')]);
    const connection = await ready(setup);
    const [leaveFirst, leaveSecond] = await both;
    await leaveFirst();
    expect(connection.sent).toEqual(['+p:a']);
    await leaveSecond();
    await leaveSecond();
    expect(connection.sent).toEqual(['+p:a', '-p:a']);
    await setup.listen('a');
    expect(connection.sent).toEqual(['+p:a', '-p:a', '+p:a']);
    await setup.pubSub.close();
  });

  it('connects again after a loss, ever less often, and tells who missed something', async () => {
    const setup = setUp();
    const first = setup.listen('a');
    const connection = await ready(setup);
    await first;
    connection.emit('close');
    expect(connection.disconnected).toBe(true);
    const joined = setup.listen('b').catch((error: unknown) => error);
    await setup.clock.advance(50);
    expect(setup.connections).toHaveLength(2);
    setup.connections[1]?.emit('close');
    await setup.clock.advance(49);
    expect(setup.connections).toHaveLength(2);
    await setup.clock.advance(51);
    expect(setup.connections).toHaveLength(3);
    expect(await joined).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    connection.emit('message', 'p:a', 'from a connection given up');
    await ready(setup);
    expect(setup.heard).toEqual(['a: gap']);
    await setup.pubSub.close();
  });

  it('replaces a connection that does not become ready, or does not answer', async () => {
    const setup = setUp();
    const given = setup.listen('a').catch((error: unknown) => error);
    await setup.clock.advance(100);
    expect(await given).toMatchObject({
      message: 'Redis could not answer "subscribe": no answer within 100 ms',
      details: { reason: 'timeout', committed: 'no' },
    });
    await setup.clock.advance(2_000);
    expect(setup.connections[0]?.disconnected).toBe(true);
    expect(setup.connections).toHaveLength(2);

    const second = setup.listen('a');
    const connection = await ready(setup);
    await second;
    connection.answer = () => new Promise(() => {});
    await setup.clock.advance(1_000);
    expect(connection.disconnected).toBe(false);
    await setup.clock.advance(100);
    expect(connection.disconnected).toBe(true);
    await setup.clock.advance(50);
    await ready(setup);
    expect(setup.heard).toEqual(['a: gap']);
    await setup.pubSub.close();
  });

  it('replaces a connection that says nothing to a new subscription', async () => {
    const setup = setUp();
    const first = setup.listen('a');
    const connection = await ready(setup);
    await first;
    connection.answer = () => new Promise(() => {});
    const second = setup.listen('b').catch((error: unknown) => error);
    await setup.clock.advance(100);
    expect(await second).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(connection.disconnected).toBe(true);
    await setup.pubSub.close();
  });

  it('passes on that Redis refuses a channel, and keeps the others', async () => {
    const setup = setUp();
    const first = setup.listen('a');
    const connection = await ready(setup);
    await first;
    connection.answer = () =>
      Promise.reject(Object.assign(new Error('NOPERM no such channel'), { name: 'ReplyError' }));
    await expect(setup.listen('b')).rejects.toMatchObject({
      message: 'Redis could not answer "subscribe": it refused (NOPERM)',
      details: { reason: 'refused' },
    });
    connection.emit('message', 'p:a', 'still here');
    connection.emit('message', 'p:b', 'nobody listens');
    expect(setup.heard).toEqual(['a: still here']);
    await setup.pubSub.close();
  });

  it('tries again when the connection cannot even be opened', async () => {
    let attempts = 0;
    const setup = setUp(() => {
      attempts += 1;
      if (attempts === 1) throw new Error('no such host');
      return new ScriptedSubscriber();
    });
    const first = setup.listen('a');
    await setup.clock.advance(50);
    const connection = await ready(setup);
    await first;
    expect(() => connection.emit('error', new Error('connect ECONNREFUSED'))).not.toThrow();
    await setup.pubSub.close();
  });

  it('reports what a subscriber threw in message and gap', async () => {
    const setup = setUp();
    const fail = (): never => {
      throw new Error('failed');
    };
    const first = setup.pubSub.subscribe('a', { message: fail, gap: fail });
    const connection = await ready(setup);
    await first;
    connection.emit('message', 'p:a', 'text');
    connection.emit('close');
    await setup.clock.advance(50);
    await ready(setup);
    expect(setup.errors).toEqual([new Error('failed'), new Error('failed')]);
    await setup.pubSub.close();
  });

  it('publishes under its prefix', async () => {
    const { pubSub, client } = setUp();
    await pubSub.publish('a', 'text');
    expect(client.published).toEqual([['publish', 'p:a', 'text']]);
  });

  it('ends everything when it is closed', async () => {
    const setup = setUp();
    const first = setup.listen('a');
    const connection = await ready(setup);
    const leave = await first;
    const late = setup.listen('b');
    connection.answer = () => new Promise(() => {});
    await setup.pubSub.close();
    await leave();
    await expect(Promise.all([late, setup.listen('c')])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(setup.pubSub.publish('a', '')).rejects.toMatchObject({ details: { reason: 'closed' } });
    expect(connection.disconnected).toBe(true);
    expect(setup.clock.pendingTimers).toBe(0);
  });

  it.each([
    [{ heartbeatMs: 0 }, 'Option "heartbeatMs" must be a number of at least 1; got 0'],
    [{ timeoutMs: 0 }, 'Option "timeoutMs" must be a number of at least 1; got 0'],
    [{ maxPending: 0 }, 'Option "maxPending" must be an integer of at least 1; got 0'],
  ])('refuses %o', (options, message) => {
    expect(() => createRedisPubSub(options)).toThrowError(message);
  });
});
