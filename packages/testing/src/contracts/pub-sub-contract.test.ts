import { ToolError } from '@toolwright/core';
import type { PubSub, Subscriber } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import type { ContractSetting } from './contract-case.ts';
import type { Outage } from './outage.ts';
import { pubSubContract, pubSubOutageContract } from './pub-sub-contract.ts';
import { runContract } from './run-contract.ts';

describe('pubSubContract', () => {
  it.each(pubSubContract)('a plain map keeps it: $name', (promise) => promise.run(() => mapBus()));

  it.each<{ defect: string; change: (bus: PubSub) => Partial<PubSub>; names: string[] }>([
    {
      defect: 'a throwing subscriber that stops the others',
      change: () => mapBus((subscriber, message) => subscriber.message(message)),
      names: ['lets no throwing subscriber harm another or the publisher'],
    },
    {
      defect: 'an unsubscribe that does nothing',
      change: (bus) => ({
        subscribe: async (channel, subscriber) => {
          await bus.subscribe(channel, subscriber);
          return async () => {};
        },
      }),
      names: ['stops telling who has unsubscribed, and only them'],
    },
    {
      defect: 'one channel for all',
      change: (bus) => ({
        publish: (_channel, message) => bus.publish('all', message),
        subscribe: (_channel, subscriber) => bus.subscribe('all', subscriber),
      }),
      names: ['tells every channel from every other'],
    },
    {
      defect: 'a message that is lost when it is empty',
      change: (bus) => ({
        publish: async (channel, message) => {
          if (message) await bus.publish(channel, message);
        },
      }),
      names: ['delivers a message as it was published'],
    },
  ])('finds $defect', async ({ change, names }) => {
    const failures = await runContract(pubSubContract, () => {
      const bus = mapBus();
      return { ...bus, ...change(bus) };
    });
    expect(failures.map((failure) => failure.name)).toEqual(names);
  });
});

describe('pubSubOutageContract', () => {
  it('is kept by a bus that gives up in time and tells the gap', async () => {
    expect(await runContract(pubSubOutageContract, losableBus)).toEqual([]);
  });

  it('finds a bus that forgets to tell the gap', async () => {
    const failures = await runContract(pubSubOutageContract, (setting) => ({
      ...losableBus(setting),
      restore() {},
      lose() {},
    }));
    expect(failures.map(({ error }) => String(error))).toEqual([
      expect.stringContaining('publish: expected STORE_UNAVAILABLE, got the value undefined'),
      expect.stringContaining('a gap is told: it did not happen within 2000 ms'),
    ]);
  });
});

type Deliver = (subscriber: Subscriber, message: string) => void;

const deliverSafely: Deliver = (subscriber, message) => {
  try {
    subscriber.message(message);
  } catch {
    // The subscriber's own fault.
  }
};

/** The plainest bus that keeps the contract. */
function mapBus(deliver = deliverSafely): PubSub & { all(): Subscriber[] } {
  const channels = new Map<string, Set<Subscriber>>();
  return {
    all: () => [...channels.values()].flatMap((subscribers) => [...subscribers]),
    async publish(channel, message) {
      for (const subscriber of channels.get(channel) ?? []) deliver(subscriber, message);
    },
    async subscribe(channel, subscriber) {
      const entry = { message: (text: string) => subscriber.message(text), gap: () => subscriber.gap?.() };
      channels.set(channel, (channels.get(channel) ?? new Set()).add(entry));
      return async () => void channels.get(channel)?.delete(entry);
    },
  };
}

function losableBus({ clock }: ContractSetting): Outage<PubSub> {
  const bus = mapBus();
  let lost = false;
  const answer = <T>(work: () => Promise<T>): Promise<T> => {
    if (!lost) return work();
    return new Promise((_resolve, reject) => {
      const error = new ToolError('STORE_UNAVAILABLE', 'Lost', { details: { committed: 'unknown' } });
      clock.after(100, () => reject(error));
    });
  };
  return {
    subject: {
      publish: (channel, message) => answer(() => bus.publish(channel, message)),
      subscribe: (channel, subscriber) => answer(() => bus.subscribe(channel, subscriber)),
    },
    timeoutMs: 100,
    lose: () => void (lost = true),
    restore() {
      lost = false;
      for (const subscriber of bus.all()) subscriber.gap?.();
    },
  };
}
