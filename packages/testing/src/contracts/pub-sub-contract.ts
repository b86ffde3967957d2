import type { PubSub } from '@toolwright/core';
import { assertEventually, assertHolds, assertSame } from './assert-promise.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase, ContractTime } from './contract-case.ts';
import { assertUnavailable } from './outage.ts';
import type { Outage } from './outage.ts';

/** What every {@link PubSub} promises. */
export const pubSubContract: readonly ContractCase<PubSub>[] = [
  contractCase('delivers what is published after subscribing, to everybody, in order', async (bus, time) => {
    await bus.publish('news', 'too early');
    const first = await listen(bus, 'news');
    const second = await listen(bus, 'news');
    const messages = Array.from({ length: 50 }, (_, index) => `message ${index}`);
    await Promise.all(messages.map((message) => bus.publish('news', message)));
    await arrived(time, first, 50);
    await arrived(time, second, 50);
    assertSame('what the first subscriber heard', first.heard, messages);
    assertSame('what the second subscriber heard', second.heard, messages);
  }),
  contractCase('delivers a message as it was published', async (bus, time) => {
    const listener = await listen(bus, 'news');
    const messages = ['', ' \r\n\0', 'päivää 🎉', '{"a":1}', 'x'.repeat(100_000)];
    for (const message of messages) await bus.publish('news', message);
    await arrived(time, listener, messages.length);
    assertSame('what was heard', listener.heard, messages);
  }),
  contractCase('tells every channel from every other', async (bus, time) => {
    const channels = ['news', 'news*', 'new?', 'News', 'news:1', '__proto__'];
    const listeners = await Promise.all(channels.map((channel) => listen(bus, channel)));
    for (const channel of channels) await bus.publish(channel, `for ${channel}`);
    for (const [index, listener] of listeners.entries()) {
      await arrived(time, listener, 1);
      assertSame('what was heard', listener.heard, [`for ${channels[index]}`]);
    }
  }),
  contractCase('stops telling who has unsubscribed, and only them', async (bus, time) => {
    const leaving = await listen(bus, 'news');
    const staying = await listen(bus, 'news');
    await bus.publish('news', 'to both');
    await arrived(time, leaving, 1);
    await leaving.unsubscribe();
    await leaving.unsubscribe();
    await bus.publish('news', 'to one');
    await arrived(time, staying, 2);
    assertSame('what the one who stayed heard', staying.heard, ['to both', 'to one']);
    assertSame('what the one who left heard', leaving.heard, ['to both']);
    await staying.unsubscribe();
    const again = await listen(bus, 'news');
    await bus.publish('news', 'to a new one');
    await arrived(time, again, 1);
    assertSame('what the one who stayed heard', staying.heard, ['to both', 'to one']);
  }),
  contractCase('lets no throwing subscriber harm another or the publisher', async (bus, time) => {
    await bus.subscribe('news', {
      message() {
        throw new Error('This subscriber always fails');
      },
    });
    const listener = await listen(bus, 'news');
    await bus.publish('news', 'one');
    await bus.publish('news', 'two');
    await arrived(time, listener, 2);
    assertSame('what the other subscriber heard', listener.heard, ['one', 'two']);
  }),
  contractCase('publishes where nobody listens', async (bus) => {
    await bus.publish('nobody', 'message');
  }),
];

/** What every {@link PubSub} over a remote promises of the times when the remote is lost. */
export const pubSubOutageContract: readonly ContractCase<Outage<PubSub>>[] = [
  contractCase('rejects within its deadline while the broker cannot answer', async (outage, time) => {
    const bus = outage.subject;
    await outage.lose();
    try {
      await assertUnavailable(outage, time, {
        publish: () => bus.publish('news', 'lost'),
        subscribe: () => bus.subscribe('news', { message() {} }),
      });
    } finally {
      await outage.restore();
    }
  }),
  contractCase('keeps subscriptions across an outage and says that there was a gap', async (outage, time) => {
    const bus = outage.subject;
    const listener = await listen(bus, 'news');
    const silent = await listen(bus, 'other', false);
    await outage.lose();
    await time.elapse(outage.timeoutMs);
    await outage.restore();
    await assertEventually('a gap is told', time, () => listener.gaps > 0);
    await bus.publish('news', 'after');
    await bus.publish('other', 'after');
    await arrived(time, listener, 1);
    await arrived(time, silent, 1);
    assertSame('what was heard', [listener.heard, silent.heard], [['after'], ['after']]);
  }),
];

interface Listener {
  readonly heard: string[];
  readonly gaps: number;
  unsubscribe(): Promise<void>;
}

async function listen(bus: PubSub, channel: string, gap = true): Promise<Listener> {
  const heard: string[] = [];
  let gaps = 0;
  const unsubscribe = await bus.subscribe(channel, {
    message: (message) => void heard.push(message),
    ...(gap && { gap: () => void (gaps += 1) }),
  });
  return {
    heard,
    get gaps() {
      return gaps;
    },
    unsubscribe,
  };
}

async function arrived(time: ContractTime, listener: Listener, count: number): Promise<void> {
  const what = `${count} messages arrive`;
  await assertEventually(what, time, () => listener.heard.length >= count);
  assertHolds(`${what}, not ${listener.heard.length}`, listener.heard.length === count);
}
