/** What a subscriber wants to hear. */
export interface Subscriber {
  message(message: string): void;
  /** Messages may have been missed: a connection was lost and is back. Whatever was learnt from messages is stale. */
  gap?(): void;
}

/** Messages to everybody who listens now: at most once, in order per publisher. A throwing subscriber harms no other. */
export interface PubSub {
  /** Resolves when the broker took the message. Rejects with `STORE_UNAVAILABLE` within the adapter's deadline. */
  publish(channel: string, message: string): Promise<void>;
  /**
   * Resolves when messages published from now on will arrive; what it resolves to unsubscribes. Survives
   * reconnects, and says so through `gap`. Rejects with `STORE_UNAVAILABLE` within the adapter's deadline.
   */
  subscribe(channel: string, subscriber: Subscriber): Promise<() => Promise<void>>;
}
