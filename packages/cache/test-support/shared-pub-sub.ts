import { ToolError } from '@toolwright/core';
import type { PubSub, Subscriber } from '@toolwright/core';

/** Pub/sub for tests: delivers at once, loses on demand. */
export interface SharedPubSub extends PubSub {
  readonly sent: string[];
  /** Messages work, are lost without a word, or are refused. */
  mode: 'up' | 'lossy' | 'down';
  /** Tells every subscriber that messages may have been missed. */
  gap(): void;
}

/** Makes one broker. */
export function createSharedPubSub(): SharedPubSub {
  const subscribers = new Set<Subscriber>();
  const broker: SharedPubSub = {
    sent: [],
    mode: 'up',
    gap() {
      for (const subscriber of subscribers) subscriber.gap?.();
    },
    async publish(_channel, message) {
      if (broker.mode === 'down') throw new ToolError('STORE_UNAVAILABLE', 'The broker is down');
      broker.sent.push(message);
      if (broker.mode === 'lossy') return;
      for (const subscriber of subscribers) subscriber.message(message);
    },
    async subscribe(_channel, subscriber) {
      if (broker.mode === 'down') throw new ToolError('STORE_UNAVAILABLE', 'The broker is down');
      subscribers.add(subscriber);
      return async () => {
        subscribers.delete(subscriber);
      };
    },
  };
  return broker;
}
