import type { Reply } from '../../reply/reply.ts';
import { acceptedOf } from '../../request/accept.ts';
import type { ServerRequest } from '../../request/server-request.ts';
import type { Method } from '../method.ts';
import { notFound } from '../offers/offer-methods.ts';
import { namesEarlier } from '../request-check.ts';
import { errorReply, invalidParams, methodNotFound, resultReply } from '../rpc-reply.ts';
import { tooMany } from '../updates/subscriptions.ts';
import type { Subscriptions } from '../updates/subscriptions.ts';
import type { Wanted } from '../updates/subscription.ts';
import type { Conversations } from './conversations.ts';

// What is kept of sessions, by the process that was told: the one that subscribed longest ago goes first.
const mostSessions = 10_000;
const mostUris = 1_000;

const none: ReadonlySet<string> = new Set();

/** Tells sessions of earlier revisions what changes, on the stream that they open with GET. */
export class SessionStreams {
  readonly #subscriptions: Subscriptions;
  readonly #conversations: Conversations;
  readonly #bySession = new Map<string, ReadonlySet<string>>();

  constructor(subscriptions: Subscriptions, conversations: Conversations) {
    this.#subscriptions = subscriptions;
    this.#conversations = conversations;
  }

  /** The stream of a session: of the lists, and of what it subscribes to, also later. Others may not use GET. */
  open(request: ServerRequest): Reply {
    const { headers, method } = request;
    const session = namesEarlier(headers) ? this.#conversations.sessionOf(request) : undefined;
    const takesEvents = acceptedOf(headers['accept'], ['text/event-stream']) !== undefined;
    if (session === undefined || !takesEvents || method !== 'GET') {
      const detail = 'Only a session of an earlier revision listens with GET; send requests with POST';
      return request.refuse({ status: 405, code: 'METHOD_NOT_ALLOWED', detail, headers: ['allow', 'POST'] });
    }
    const wanted = (): Wanted => ({
      tools: true,
      prompts: true,
      resources: true,
      uris: this.#bySession.get(session) ?? none,
    });
    return this.#subscriptions.stream(request, wanted, {}) ?? errorReply(undefined, tooMany);
  }

  /** `resources/subscribe` and `resources/unsubscribe`. */
  method(does: 'subscribe' | 'unsubscribe'): Method {
    return (carrier, { id, params: { uri }, mirrored }) => {
      // Over standard streams nothing opens with GET.
      if (!mirrored) return errorReply(id, methodNotFound(`resources/${does}`, 'earlier'));
      if (typeof uri !== 'string') return errorReply(id, invalidParams('"params.uri" must be a string', 200));
      const session = this.#conversations.sessionOf(carrier);
      if (session === undefined)
        return errorReply(id, invalidParams('Sessions subscribe; begin with "initialize"', 200));
      const uris = new Set(this.#bySession.get(session));
      if (does === 'unsubscribe') uris.delete(uri);
      else if (this.#subscriptions.allowed([uri], carrier).size === 0)
        return errorReply(id, notFound(uri, 'earlier'));
      else if (uris.add(uri).size > mostUris)
        return errorReply(id, invalidParams(`A session subscribes to ${mostUris} URIs at most`, 200));
      this.#keep(session, uris);
      return resultReply(id, '{}');
    };
  }

  #keep(session: string, uris: ReadonlySet<string>): void {
    this.#bySession.delete(session);
    if (uris.size > 0) this.#bySession.set(session, uris);
    if (this.#bySession.size > mostSessions) this.#bySession.delete(this.#bySession.keys().next().value!);
  }
}
