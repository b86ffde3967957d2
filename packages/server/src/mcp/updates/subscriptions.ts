import type { JsonObject } from '@toolwright/core';
import type { Reply } from '../../reply/reply.ts';
import { mayCall } from '../../rest/visible-tools.ts';
import type { StreamSettings } from '../../stream/stream-reply.ts';
import { messageReply } from '../message-reply.ts';
import type { SendMessage } from '../message-reply.ts';
import type { Carrier } from '../method.ts';
import type { Offers } from '../offers/offers.ts';
import { rpcCodes } from '../protocol.ts';
import type { RpcError } from '../rpc-reply.ts';
import type { ToolCatalogue } from '../tool-catalogue.ts';
import { Subscription } from './subscription.ts';
import type { Notice, Wanted } from './subscription.ts';
import type { McpUpdates } from './mcp-updates.ts';

// Streams that listen at a time.
const mostStreams = 1_000;

/** What subscriptions need of the server. */
export interface SubscriptionParts {
  readonly catalogue: ToolCatalogue;
  readonly offers: Offers;
  readonly stream: StreamSettings;
  /** Aborts when the service ends: streams end with it. */
  readonly closing: AbortSignal | undefined;
}

/** The streams of clients who listen for changes, of one service. */
export class Subscriptions {
  readonly #open = new Set<Subscription>();
  readonly #parts: SubscriptionParts;
  #closed = false;

  constructor(updates: McpUpdates, parts: SubscriptionParts) {
    this.#parts = parts;
    const disconnect = updates.connect((change) => {
      if (change.kind === 'resource') return this.#tell({ uri: change.uri });
      if (change.kind === 'tools') parts.catalogue.offer(change.tools);
      else if (change.kind === 'resources') parts.offers.setResources(change.resources);
      else parts.offers.setPrompts(change.prompts);
      this.#tell(change.kind);
    });
    const close = (): void => {
      this.#closed = true;
      disconnect();
      for (const subscription of this.#open) subscription.end('closed');
    };
    if (parts.closing?.aborted === true) close();
    parts.closing?.addEventListener('abort', close, { once: true });
  }

  /** A stream that tells of changes until its client leaves, or the service ends; `undefined`: there are too many. */
  stream(carrier: Carrier, wanted: () => Wanted, frame: Frame): Reply | undefined {
    if (this.#open.size >= mostStreams) return undefined;
    const subscription = new Subscription(wanted);
    // From now on, so that nothing is missed between this and the first message.
    this.#open.add(subscription);
    if (this.#closed) subscription.end('closed');
    const { signal } = carrier;
    const leave = (): void => {
      this.#open.delete(subscription);
      subscription.end('gone');
    };
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    const messages = async (send: SendMessage): Promise<void> => {
      try {
        await tellAll(subscription, frame, send);
      } finally {
        signal.removeEventListener('abort', leave);
        leave();
      }
    };
    return messageReply(messages, this.#parts.stream);
  }

  /** The URIs that a client may subscribe to, of those that it wants. */
  allowed(uris: readonly string[], { principal }: Carrier): ReadonlySet<string> {
    const { offers } = this.#parts;
    return new Set(
      uris.filter((uri) => {
        const found = offers.resource(uri);
        return found !== undefined && mayCall(found.offer, principal);
      }),
    );
  }

  #tell(change: Parameters<Subscription['hear']>[0]): void {
    for (const subscription of this.#open) subscription.hear(change);
  }
}

/** How a stream begins, what its messages carry, and how it ends. */
export interface Frame {
  readonly first?: string;
  readonly last?: string;
  readonly meta?: JsonObject;
}

async function tellAll(
  subscription: Subscription,
  { first, last, meta }: Frame,
  send: SendMessage,
): Promise<void> {
  if (first !== undefined) await send(first);
  for (;;) {
    const next = await subscription.next();
    if (next === 'gone') return;
    if (next === 'closed') return void (last !== undefined && (await send(last)));
    await send(notification(next, meta));
  }
}

function notification({ method, uri }: Notice, meta: JsonObject | undefined): string {
  const params = { ...(meta !== undefined && { _meta: meta }), ...(uri !== undefined && { uri }) };
  const isBare = Object.keys(params).length === 0;
  return JSON.stringify({ jsonrpc: '2.0', method, ...(!isBare && { params }) });
}

/** The error of a stream that there is no room for. */
export const tooMany: RpcError = {
  code: rpcCodes.internalError,
  message: `${mostStreams} streams listen already; try again later`,
  status: 503,
};
