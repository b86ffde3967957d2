import type { PubSub, Subscriber } from '@toolwright/core';
import { runIsolated } from '../run-isolated.ts';

/** How a memory pub/sub behaves. */
export interface MemoryPubSubOptions {
  /** Hears what a subscriber threw. @default nobody does */
  readonly onError?: (error: unknown) => void;
}

interface Delivery {
  readonly to: readonly Listener[];
  readonly message: string;
}

/** One subscription: a subscriber that subscribes twice has two. */
interface Listener {
  readonly subscriber: Subscriber;
  active: boolean;
}

/**
 * Makes a pub/sub within this process. Messages arrive before `publish` resolves, in order for every subscriber, also
 * when a subscriber publishes; nothing is ever missed, so `gap` is never called.
 */
export function createMemoryPubSub(options: MemoryPubSubOptions = {}): PubSub {
  const channels = new Map<string, Set<Listener>>();
  const deliver = createDelivery(options.onError ?? (() => {}));
  return {
    async publish(channel, message) {
      const listeners = channels.get(channel);
      if (listeners !== undefined) deliver({ to: [...listeners], message });
    },
    async subscribe(channel, subscriber) {
      const listener = { subscriber, active: true };
      const listeners = channels.get(channel) ?? new Set<Listener>();
      channels.set(channel, listeners.add(listener));
      return async () => {
        listener.active = false;
        listeners.delete(listener);
        if (listeners.size === 0 && channels.get(channel) === listeners) channels.delete(channel);
      };
    },
  };
}

/** Delivers one message after the other: one that is published during a delivery waits for its end. */
function createDelivery(onError: (error: unknown) => void): (delivery: Delivery) => void {
  const waiting: Delivery[] = [];
  let delivering = false;
  return (delivery) => {
    waiting.push(delivery);
    if (delivering) return;
    delivering = true;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) handOut(next, onError);
    delivering = false;
  };
}

function handOut({ to, message }: Delivery, onError: (error: unknown) => void): void {
  for (const listener of to) {
    if (listener.active) runIsolated(() => listener.subscriber.message(message), onError);
  }
}
