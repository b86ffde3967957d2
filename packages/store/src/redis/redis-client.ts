import { invalidOption } from '@toolwright/core';

/**
 * The narrowest Redis client that the adapters need. ioredis' `Redis` and `Cluster` fit as they are, made with the
 * options that {@link checkClient} asks for; another client fits behind a few lines.
 */
export interface RedisClient {
  /** `'ready'` or `'wait'` when a command may be sent now, `'end'` when none ever may again. */
  readonly status: string;
  /** Whether keys live on several nodes, so that no command may name keys of two. */
  readonly isCluster?: boolean;
  /** Sends one command. Rejects with an error named `ReplyError` when Redis answered that it will not. */
  call(command: string, ...parameters: string[]): Promise<unknown>;
  /** `ready`: commands may be sent from now on. `error`: something went wrong with a connection. */
  on(event: 'ready' | 'error', listener: () => void): unknown;
  off(event: 'ready' | 'error', listener: () => void): unknown;
  /** A client for each master of a Cluster. */
  nodes?(role: 'master'): readonly RedisClient[];
}

/** A connection for subscriptions alone. ioredis' `Redis` fits. */
export interface RedisSubscriber {
  subscribe(...channels: string[]): Promise<unknown>;
  unsubscribe(...channels: string[]): Promise<unknown>;
  on(event: 'ready' | 'close' | 'error', listener: () => void): unknown;
  on(event: 'message', listener: (channel: string, message: string) => void): unknown;
  disconnect(): void;
}

/** Whether Redis itself answered, with a refusal. */
export function isReplyError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

/**
 * Throws `INVALID_OPTIONS` when an ioredis client is set up to send a command again after its reply was lost: an
 * increment would count twice. A client that shows no options is taken as it is.
 */
export function checkClient(client: RedisClient): void {
  const shown: unknown = 'options' in client ? client.options : undefined;
  if (typeof shown !== 'object' || shown === null) return;
  const options: Readonly<Record<string, unknown>> = { ...shown };
  if (options['keyPrefix']) {
    throw invalidOption('client.keyPrefix', 'empty: give the store its own prefix', options['keyPrefix']);
  }
  if (client.isCluster) return checkNoRetry('retryDelayOnFailover', options);
  if (options['autoResendUnfulfilledCommands'] !== false) checkNoRetry('maxRetriesPerRequest', options);
}

function checkNoRetry(option: string, options: Readonly<Record<string, unknown>>): void {
  if (options[option] === 0) return;
  throw invalidOption(`client.${option}`, '0, so that no command is sent twice', options[option]);
}
