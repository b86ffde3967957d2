import type { JsonObject, Logger } from '@toolwright/core';
import type { Reply } from '../reply/reply.ts';
import type { ServerRequest } from '../request/server-request.ts';
import type { Asking } from './asking.ts';
import type { Conversations } from './earlier/conversations.ts';
import type { LogLevels } from './earlier/log-levels.ts';
import type { Authorization } from './authorization.ts';
import type { Extension } from './extensions.ts';
import type { SessionStreams } from './earlier/session-streams.ts';
import type { Offers } from './offers/offers.ts';
import type { RpcId, RpcParams } from './rpc-message.ts';
import type { ToolCaller } from './tool-caller.ts';
import type { ToolCatalogue } from './tool-catalogue.ts';
import type { Subscriptions } from './updates/subscriptions.ts';

/** What a method knows of whatever carried its request: HTTP, or a line of the standard input. */
export type Carrier = Pick<ServerRequest, 'principal' | 'headers' | 'signal' | 'callOptions'>;

/** A request that has been checked as far as every request is. */
export interface Asked {
  readonly id: RpcId;
  readonly params: RpcParams;
  /** Whether headers repeat what the body says, and are to be compared with it. */
  readonly mirrored: boolean;
}

/** Answers the requests of one method; with a {@link MessageReply} where it says more than its response. */
export type Method = (carrier: Carrier, asked: Asked) => Reply | Promise<Reply>;

/** What the methods answer from. */
export interface MethodParts {
  readonly catalogue: ToolCatalogue;
  readonly offers: Offers;
  readonly caller: ToolCaller;
  readonly conversations: Conversations;
  /** Where clients of earlier revisions may follow what their calls log. */
  readonly levels: LogLevels | undefined;
  /** Where clients may listen for changes. */
  readonly subscriptions: Subscriptions | undefined;
  /** As `subscriptions`, for clients of earlier revisions. */
  readonly sessions: SessionStreams | undefined;
  readonly asking: Asking;
  readonly serverInfo: JsonObject;
  /** The member of `_meta` that says who answers, as JSON. */
  readonly signature: string;
  readonly instructions: string | undefined;
  readonly listTtlMs: number;
  /** Whether callers say who they are: then no list is for everybody. */
  readonly authenticated: boolean;
  readonly logger: Logger;
  /** What is served beyond the protocol's own. */
  readonly extensions: readonly Extension[];
  /** Refuses callers over HTTP who lack what a tool asks for; `undefined`: the result says so. */
  readonly authorization: Authorization | undefined;
}
