import type { OnAnswered } from '../request/answered-request.ts';
import type { Dispatcher } from '../request/dispatcher.ts';
import type { RequestSettings } from '../request/server-request.ts';
import type { StallLimit } from './write-node-reply.ts';

/** What carries requests and replies needs, whatever the transport. */
export interface HostParts {
  readonly dispatcher: Dispatcher;
  readonly requestId: (given: string | undefined) => string;
  readonly request: RequestSettings;
  readonly compressAbove: number;
  readonly onAnswered: OnAnswered | undefined;
  readonly stall: StallLimit;
}
