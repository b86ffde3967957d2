import { EventEmitter } from 'node:events';
import { createFakeClock } from '@toolwright/testing';
import type { FakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { RedisLink } from './redis-link.ts';

/** A client whose answers the test gives. */
class ScriptedClient extends EventEmitter {
  status = 'ready';
  isCluster = false;
  readonly calls: PromiseWithResolvers<unknown>[] = [];

  call(): Promise<unknown> {
    const call = Promise.withResolvers<unknown>();
    this.calls.push(call);
    return call.promise;
  }
}

interface Setup {
  readonly client: ScriptedClient;
  readonly clock: FakeClock;
  readonly link: RedisLink;
  readonly read: () => Promise<unknown>;
  readonly write: () => Promise<unknown>;
}

function setUp(options: { readonly maxPending?: number; readonly isCluster?: boolean } = {}): Setup {
  const client = new ScriptedClient();
  client.isCluster = options.isCluster ?? false;
  const clock = createFakeClock();
  const link = new RedisLink({ client, clock, timeoutMs: 100, maxPending: options.maxPending ?? 1_000 });
  return {
    client,
    clock,
    link,
    read: () => link.run('get', 'read', () => client.call()),
    write: () => link.run('set', 'write', () => client.call()),
  };
}

async function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}

const unavailable = (details: object): unknown =>
  expect.objectContaining({ code: 'STORE_UNAVAILABLE', details: expect.objectContaining(details) });

describe('a link to Redis', () => {
  it('rejects what has no answer in time: a read wrote nothing, a write may have', async () => {
    const { clock, read, write } = setUp();
    const outcomes = Promise.all([outcome(read()), outcome(write())]);
    await clock.advance(100);
    expect(await outcomes).toEqual([
      unavailable({ reason: 'timeout', committed: 'no', operation: 'get' }),
      unavailable({ reason: 'timeout', committed: 'unknown', operation: 'set' }),
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('says in words what happened', async () => {
    const { clock, write } = setUp();
    const failed = outcome(write());
    await clock.advance(100);
    expect(await failed).toHaveProperty(
      'message',
      'Redis could not answer "set": no answer within 100 ms; whether it was written is unknown',
    );
  });

  it('skips Redis after a timeout, then sends one probe at a time, less and less often', async () => {
    const { client, clock, read } = setUp();
    void outcome(read());
    await clock.advance(100);
    expect(await outcome(read())).toEqual(unavailable({ reason: 'skipped', committed: 'no' }));
    await clock.advance(1_000);
    const probe = outcome(read());
    expect(await outcome(read())).toEqual(unavailable({ reason: 'skipped' }));
    await clock.advance(100);
    expect(await probe).toEqual(unavailable({ reason: 'timeout' }));
    await clock.advance(1_000);
    expect(await outcome(read())).toEqual(unavailable({ reason: 'skipped' }));
    await clock.advance(1_000);
    const second = read();
    client.calls.at(-1)?.resolve('value');
    expect(await second).toBe('value');
    expect(client.calls).toHaveLength(3);
  });

  it('counts many timeouts of one stall as one', async () => {
    const { client, clock, read } = setUp();
    const stalled = Promise.all(Array.from({ length: 20 }, async () => outcome(read())));
    await clock.advance(100);
    await stalled;
    await clock.advance(1_000);
    const probe = read();
    client.calls.at(-1)?.resolve('value');
    expect(await probe).toBe('value');
  });

  it('uses Redis again as soon as a late answer arrives', async () => {
    const { client, clock, read, write } = setUp();
    const late = outcome(write());
    await clock.advance(100);
    expect(await late).toEqual(unavailable({ reason: 'timeout' }));
    client.calls[0]?.resolve('OK');
    await clock.advance(0);
    const next = read();
    client.calls[1]?.resolve('value');
    expect(await next).toBe('value');
  });

  it('waits for a connection within the time of the operation', async () => {
    const { client, clock, write } = setUp();
    client.status = 'connecting';
    const first = write();
    await clock.advance(60);
    client.status = 'ready';
    client.emit('ready');
    client.calls[0]?.resolve('OK');
    expect(await first).toBe('OK');

    client.status = 'reconnecting';
    const second = outcome(write());
    await clock.advance(100);
    expect(await second).toEqual(unavailable({ reason: 'unreachable', committed: 'no' }));
    expect(client.calls).toHaveLength(1);
  });

  it('does not send what gave up before the connection was ready', async () => {
    const { client, clock, write } = setUp();
    client.status = 'connecting';
    void outcome(write());
    await clock.advance(100);
    client.emit('ready');
    expect(client.calls).toHaveLength(0);
  });

  it('skips nothing after a broken connection: the next operation waits for the new one', async () => {
    const { client, write, read } = setUp();
    const broken = outcome(write());
    client.calls[0]?.reject(new Error('Connection is closed.'));
    expect(await broken).toEqual(unavailable({ reason: 'disconnected', committed: 'unknown' }));
    const next = read();
    client.calls[1]?.resolve('value');
    expect(await next).toBe('value');
  });

  it('knows that what Redis refused was not written', async () => {
    const { client, write } = setUp();
    const refused = outcome(write());
    const reply = Object.assign(new Error('OOM command not allowed when used memory is high'), {
      name: 'ReplyError',
    });
    client.calls[0]?.reject(reply);
    expect(await refused).toMatchObject({
      details: { reason: 'refused', committed: 'no' },
      message: 'Redis could not answer "set": it refused (OOM)',
      cause: reply,
    });
  });

  it('treats a client that throws like one that rejects', async () => {
    const { link, clock } = setUp();
    const thrown = link.run('set', 'write', () => {
      throw new TypeError('no such method');
    });
    expect(await outcome(thrown)).toEqual(unavailable({ reason: 'disconnected' }));
    expect(clock.pendingTimers).toBe(0);
  });

  it('lets only so many operations wait', async () => {
    const { client, read } = setUp({ maxPending: 2 });
    const first = read();
    void outcome(read());
    expect(await outcome(read())).toEqual(unavailable({ reason: 'overloaded', committed: 'no' }));
    client.calls[0]?.resolve('value');
    await first;
    const next = read();
    client.calls[2]?.resolve('value');
    expect(await next).toBe('value');
  });

  it('does not give a Cluster up because some of its nodes are silent', async () => {
    const { client, clock, read } = setUp({ isCluster: true });
    const silent = Promise.all(Array.from({ length: 31 }, async () => outcome(read())));
    await clock.advance(100);
    await silent;
    const next = read();
    client.calls.at(-1)?.resolve('value');
    expect(await next).toBe('value');
  });

  it('refuses everything once it is closed, or the client has ended, and leaves no listener', async () => {
    const { client, clock, link, read } = setUp();
    client.status = 'connecting';
    const waiting = outcome(read());
    link.close();
    expect(await waiting).toEqual(unavailable({ reason: 'closed', committed: 'no' }));
    expect(await outcome(read())).toEqual(unavailable({ reason: 'closed', committed: 'no' }));
    expect([client.listenerCount('ready'), client.listenerCount('error'), clock.pendingTimers]).toEqual([
      0, 0, 0,
    ]);
    const ended = setUp();
    ended.client.status = 'end';
    expect(await outcome(ended.read())).toEqual(unavailable({ reason: 'closed', committed: 'no' }));
  });

  it('survives an error event', () => {
    const { client } = setUp();
    expect(() => client.emit('error', new Error('connect ECONNREFUSED'))).not.toThrow();
  });
});
