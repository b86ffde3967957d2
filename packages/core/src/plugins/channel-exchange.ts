import type { Awaitable } from '../ports/awaitable.ts';
import type { Clock } from '../ports/clock.ts';
import { awaitWithin } from '../remote/await-within.ts';
import type { PluginFailure } from './plugin.ts';

/** One plugin's ear on a channel. */
interface ChannelReceiver {
  readonly plugin: string;
  readonly handle: (message: unknown, from: string) => Awaitable<void>;
}

/** What an exchange needs. */
export interface ChannelExchangeOptions {
  readonly clock: Clock;
  /** Milliseconds that one handler may take. */
  readonly timeoutMs: number;
  readonly report: (failure: PluginFailure) => void;
}

/** The channels of one host, by name. A channel exists while somebody receives on it. */
export interface ChannelExchange {
  /** Hands the message to every receiver that is not the sender's. Never rejects. */
  send(channel: string, from: string, message: unknown): Promise<void>;
  /** Returns what takes the receiver out. */
  receive(channel: string, receiver: ChannelReceiver): () => void;
}

/** Makes an exchange without channels. */
export function createChannelExchange(options: ChannelExchangeOptions): ChannelExchange {
  const { clock, timeoutMs, report } = options;
  const channels = new Map<string, Set<ChannelReceiver>>();
  return {
    async send(channel, from, message) {
      const others = [...(channels.get(channel) ?? [])].filter((receiver) => receiver.plugin !== from);
      await Promise.all(
        others.map(async ({ plugin, handle }) => {
          try {
            const what = `A handler of plugin "${plugin}" on channel "${channel}"`;
            await awaitWithin(() => handle(message, from), { clock, timeoutMs, what });
          } catch (error) {
            report({ plugin, during: 'channel', error });
          }
        }),
      );
    },
    receive(channel, receiver) {
      const receivers = channels.get(channel) ?? new Set();
      channels.set(channel, receivers.add(receiver));
      return () => {
        receivers.delete(receiver);
        if (receivers.size === 0 && channels.get(channel) === receivers) channels.delete(channel);
      };
    },
  };
}
