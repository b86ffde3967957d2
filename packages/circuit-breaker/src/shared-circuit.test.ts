import { getEventListeners } from 'node:events';
import { failed, failure, succeeded, ToolError } from '@toolwright/core';
import type { CircuitEvent, KeyValueStore, Outcome, PubSub, Subscriber } from '@toolwright/core';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import type { FakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createCircuitBreaker } from './index.ts';
import type { CircuitBreakerOptions, ManagedCircuitBreaker } from './index.ts';

const well = async (): Promise<Outcome> => succeeded('well');
const ill = async (): Promise<Outcome> => failed(failure('NETWORK_ERROR', 'The remote hung up'));

type Health = 'well' | 'down' | 'hung';

/** A store and a channel that count what they are asked, and can be broken. */
class Remote {
  health: Health = 'well';
  commands = 0;
  loses = false;
  readonly values: Map<string, { value: string; untilMs: number }> = new Map();
  readonly subscribers: Map<string, Set<Subscriber>> = new Map();
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  readonly store: Pick<KeyValueStore, 'get' | 'set' | 'compareAndSet'> = {
    get: async (key) => this.#answer(() => this.#read(key)),
    set: async (key, value, ttl) =>
      this.#answer(() => {
        this.values.set(key, { value, untilMs: this.#untilMs(ttl) });
      }),
    compareAndSet: async (key, expected, next, ttl) =>
      this.#answer(() => {
        if (this.#read(key) !== expected) return false;
        if (next === undefined) this.values.delete(key);
        else this.values.set(key, { value: next, untilMs: this.#untilMs(ttl) });
        return true;
      }),
  };

  readonly pubsub: PubSub = {
    publish: async (channel, message) =>
      this.#answer(() => {
        if (this.loses) return;
        for (const subscriber of this.subscribers.get(channel) ?? []) subscriber.message(message);
      }),
    subscribe: async (channel, subscriber) =>
      this.#answer(() => {
        const all = this.subscribers.get(channel) ?? new Set();
        this.subscribers.set(channel, all.add(subscriber));
        return async () => {
          all.delete(subscriber);
        };
      }),
  };

  async #answer<T>(work: () => T): Promise<T> {
    this.commands += 1;
    if (this.health === 'hung') return new Promise(() => {});
    if (this.health === 'down') throw new ToolError('STORE_UNAVAILABLE', 'The store is down');
    return work();
  }

  #read(key: string): string | undefined {
    const entry = this.values.get(key);
    return entry && entry.untilMs > this.#clock.monotonicNow() ? entry.value : undefined;
  }

  #untilMs(ttl: { readonly ttlMs: number } | 'forever'): number {
    return ttl === 'forever' ? Infinity : this.#clock.monotonicNow() + ttl.ttlMs;
  }
}

async function setting() {
  const clock = createFakeClock();
  const remote = new Remote(clock);
  const errors: unknown[] = [];
  let processes = 0;
  const join = (options: Partial<CircuitBreakerOptions> = {}): ManagedCircuitBreaker => {
    processes += 1;
    return createCircuitBreaker({
      name: 'bank',
      clock,
      random: seededRandom(`process ${processes}`),
      failureThreshold: 1,
      successThreshold: 2,
      shared: {
        store: remote.store as KeyValueStore,
        pubsub: remote.pubsub,
        onError: (error) => errors.push(error),
      },
      ...options,
    });
  };
  const [one, two] = [join(), join()];
  await clock.advance(0);
  return { clock, remote, errors, join, one, two };
}

describe('a shared circuit', () => {
  it('opens everywhere when it opens in one process', async () => {
    const { clock, one, two } = await setting();
    const heard: CircuitEvent[] = [];
    two.on((event) => heard.push(event));
    await one.executeOutcome(ill);
    await clock.advance(0);
    expect(two.state).toBe('open');
    expect(heard).toMatchObject([
      { type: 'circuit-opened', reason: '1 failures in a row', retryAfterMs: 30_000 },
    ]);
    expect(await two.executeOutcome(well)).toMatchObject({ failure: { retryAfterMs: 30_000 } });
  });

  it('asks nobody for a call that goes through or is refused', async () => {
    const { clock, remote, one, two } = await setting();
    const before = remote.commands;
    for (let time = 0; time < 100; time += 1) await one.executeOutcome(well);
    expect(remote.commands).toBe(before);
    await one.executeOutcome(ill);
    await clock.advance(0);
    const opened = remote.commands;
    for (let time = 0; time < 100; time += 1) await two.executeOutcome(well);
    expect(remote.commands).toBe(opened);
  });

  it('is probed by one process at a time, and closes everywhere when that one closes it', async () => {
    const { clock, one, two } = await setting();
    await one.executeOutcome(ill);
    await clock.advance(30_000);
    expect((await two.executeOutcome(well)).ok).toBe(true);
    expect(two.state).toBe('half-open');
    expect(await one.executeOutcome(well)).toMatchObject({ ok: false, failure: { retryAfterMs: 1_000 } });
    expect(one.state).toBe('open');
    expect((await two.executeOutcome(well)).ok).toBe(true);
    await clock.advance(0);
    expect([one.state, two.state]).toEqual(['closed', 'closed']);
    await two.executeOutcome(ill);
    await clock.advance(0);
    expect([one.state, two.state]).toEqual(['open', 'open']);
  });

  it('is broken longer everywhere when the probe fails, and another process may probe next', async () => {
    const { clock, one, two } = await setting();
    await one.executeOutcome(ill);
    await clock.advance(30_000);
    await two.executeOutcome(ill);
    await clock.advance(0);
    expect(await one.executeOutcome(well)).toMatchObject({ failure: { retryAfterMs: 60_000 } });
    await clock.advance(60_000);
    await one.executeOutcome(ill);
    await clock.advance(0);
    expect(await two.executeOutcome(well)).toMatchObject({ failure: { retryAfterMs: 120_000 } });
  });

  it('lets one call of a process wait for the lease, and refuses the others meanwhile', async () => {
    const { clock, one } = await setting();
    await one.executeOutcome(ill);
    await clock.advance(30_000);
    const [first, second] = await Promise.all([one.executeOutcome(well), one.executeOutcome(well)]);
    expect([first.ok, second.ok]).toEqual([true, false]);
  });

  it('is probed by another process when the one that probes has died', async () => {
    const { clock, remote, one, two } = await setting();
    await one.executeOutcome(ill);
    await clock.advance(30_000);
    await one.executeOutcome(well);
    expect(one.state).toBe('half-open');
    await clock.advance(29_999);
    expect((await two.executeOutcome(well)).ok).toBe(false);
    await clock.advance(1_001);
    expect((await two.executeOutcome(well)).ok).toBe(true);
    expect((await one.executeOutcome(well)).ok).toBe(false);
    expect(one.state).toBe('open');
    await two.executeOutcome(well);
    await clock.advance(0);
    expect([one.state, two.state]).toEqual(['closed', 'closed']);
    expect([...remote.values.keys()]).toEqual(['circuit:bank']);
  });

  it('prolongs the lease for as long as it probes', async () => {
    const { clock, remote, one } = await setting();
    await one.executeOutcome(ill);
    await clock.advance(30_000);
    await one.executeOutcome(well);
    // A store's time to live starts when the command arrives: later than the holder counts from.
    remote.values.get('circuit:bank:probe')!.untilMs += 5;
    await clock.advance(30_000);
    expect((await one.executeOutcome(well)).ok).toBe(true);
    expect(one.state).toBe('closed');
  });

  it('is not closed by news from before a break that could not be told', async () => {
    const { clock, remote, one, two } = await setting();
    two.isolate();
    await clock.advance(0);
    two.close();
    await clock.advance(0);
    expect(one.state).toBe('closed');
    remote.health = 'down';
    await one.executeOutcome(ill);
    await clock.advance(30_000);
    remote.health = 'well';
    await one.executeOutcome(well);
    expect(one.state).toBe('half-open');
  });

  it('is isolated and closed by hand everywhere', async () => {
    const { clock, one, two } = await setting();
    one.isolate();
    await clock.advance(0);
    expect(two.state).toBe('isolated');
    two.close();
    await clock.advance(0);
    expect(one.state).toBe('closed');
  });

  it('is learnt by a process that joins late', async () => {
    const { clock, join, one } = await setting();
    await one.executeOutcome(ill);
    await clock.advance(12_000);
    const late = join();
    await clock.advance(0);
    expect(await late.executeOutcome(well)).toMatchObject({ failure: { retryAfterMs: 18_000 } });
  });

  it('is learnt anew after a gap in the channel', async () => {
    const { clock, remote, one, two } = await setting();
    remote.loses = true;
    await one.executeOutcome(ill);
    await clock.advance(0);
    expect(two.state).toBe('closed');
    for (const subscriber of remote.subscribers.get('circuit:bank') ?? []) subscriber.gap?.();
    await clock.advance(0);
    expect(two.state).toBe('open');
  });

  it('learns of a closing that it missed before it probes', async () => {
    const { clock, remote, one, two } = await setting();
    await one.executeOutcome(ill);
    await clock.advance(30_000);
    remote.loses = true;
    await two.executeOutcome(well);
    await two.executeOutcome(well);
    await clock.advance(0);
    expect([one.state, two.state]).toEqual(['open', 'closed']);
    expect((await one.executeOutcome(well)).ok).toBe(true);
    expect(one.state).toBe('closed');
    expect(remote.values.has('circuit:bank:probe')).toBe(false);
  });

  it.each([
    [new DOMException('left', 'AbortError'), 'CANCELLED'],
    [new ToolError('OPERATION_TIMEOUT', 'too slow'), 'OPERATION_TIMEOUT'],
  ])('lets a caller leave that waits for the lease: %s', async (reason, code) => {
    const { clock, remote, one } = await setting();
    await one.executeOutcome(ill);
    await clock.advance(30_000);
    remote.health = 'hung';
    const caller = new AbortController();
    let ran = false;
    const waiting = one.executeOutcome(
      async () => {
        ran = true;
        return succeeded(1);
      },
      { signal: caller.signal },
    );
    await clock.advance(100);
    caller.abort(reason);
    expect(await waiting).toMatchObject({ ok: false, failure: { code } });
    expect(ran).toBe(false);
    await clock.advance(2_000);
    expect(await one.executeOutcome(well, { signal: caller.signal })).toMatchObject({ ok: true });
    expect(clock.pendingTimers).toBe(0);
  });

  it('asks for the lease under a signal that stays quiet, and lets go of it', async () => {
    const { clock, one } = await setting();
    await one.executeOutcome(ill);
    await clock.advance(30_000);
    const { signal } = new AbortController();
    expect((await one.executeOutcome(well, { signal })).ok).toBe(true);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await clock.advance(30_000);
    const gone = AbortSignal.abort(new ToolError('CANCELLED', 'left before'));
    expect(await one.executeOutcome(well, { signal: gone })).toMatchObject({
      failure: { message: 'left before' },
    });
  });

  it('decides alone while the store is down, and says what went wrong', async () => {
    const { clock, remote, errors, one, two } = await setting();
    remote.health = 'down';
    await one.executeOutcome(ill);
    await clock.advance(30_000);
    expect([one.state, two.state]).toEqual(['open', 'closed']);
    await one.executeOutcome(well);
    await one.executeOutcome(well);
    expect(one.state).toBe('closed');
    expect(errors.length).toBeGreaterThan(0);
    expect(errors[0]).toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('waits for a store that hangs for a second at a time, and decides alone', async () => {
    const { clock, remote, errors, one } = await setting();
    await one.executeOutcome(ill);
    await clock.advance(30_000);
    remote.health = 'hung';
    const probe = one.executeOutcome(well);
    await clock.advance(2_000);
    expect((await probe).ok).toBe(true);
    expect(errors).toMatchObject([{ code: 'OPERATION_TIMEOUT' }, { code: 'OPERATION_TIMEOUT' }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('subscribes again when it could not at first', async () => {
    const { clock, remote, join, one } = await setting();
    remote.health = 'down';
    const late = join({ shared: { store: remote.store as KeyValueStore, pubsub: remote.pubsub } });
    await clock.advance(0);
    remote.health = 'well';
    await one.executeOutcome(ill);
    await clock.advance(4_999);
    expect(late.state).toBe('closed');
    await clock.advance(1);
    expect(late.state).toBe('open');
  });

  it('tells the last of many changes, one at a time', async () => {
    const { clock, remote, one, two } = await setting();
    const before = remote.commands;
    for (let time = 0; time < 50; time += 1) {
      one.isolate();
      one.close();
    }
    await clock.advance(0);
    expect(two.state).toBe('closed');
    expect(remote.commands - before).toBeLessThan(8);
  });

  it('does not overrule a mode of this process', async () => {
    const { clock, one, two } = await setting();
    two.setMode('metrics-only');
    one.isolate();
    await clock.advance(0);
    one.close();
    await one.executeOutcome(ill);
    await clock.advance(0);
    expect(two.state).toBe('metrics-only');
  });

  it.each([
    'not json',
    '7',
    'null',
    '{"by":1,"state":"open"}',
    '{"by":"x","state":"open"}',
    '{"by":"x","state":"odd"}',
  ])('takes no notice of %s on its channel', async (message) => {
    const { clock, remote, one } = await setting();
    await remote.pubsub.publish('circuit:bank', message);
    await clock.advance(0);
    expect(one.state).toBe('closed');
  });

  it('with a clock far ahead breaks nobody for longer than the longest break', async () => {
    const { clock, remote, one } = await setting();
    const record = { by: 'x', state: 'open', probeAtMs: clock.now() + 1e12, breaksInARow: 1, reason: 'far' };
    await remote.pubsub.publish('circuit:bank', JSON.stringify(record));
    expect(one.snapshot().nextProbeAtMs).toBe(clock.now() + 300_000);
  });

  it('is left by disposal: no subscription, no lease, no timer', async () => {
    const { clock, remote, one, two, join } = await setting();
    await one.executeOutcome(ill);
    await clock.advance(30_000);
    await one.executeOutcome(well);
    expect(remote.values.has('circuit:bank:probe')).toBe(true);
    remote.health = 'down';
    const never = join();
    await clock.advance(0);
    remote.health = 'well';
    for (const breaker of [one, two, never]) breaker[Symbol.dispose]();
    await clock.advance(0);
    expect(remote.values.has('circuit:bank:probe')).toBe(false);
    expect(remote.subscribers.get('circuit:bank')?.size).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('that is disposed of while it subscribes leaves no subscription', async () => {
    const { clock, remote, join } = await setting();
    join()[Symbol.dispose]();
    await clock.advance(0);
    expect(remote.subscribers.get('circuit:bank')?.size).toBe(2);
  });
});
