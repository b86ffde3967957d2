import type { Method } from '../method.ts';
import { errorReply, invalidParams, resultReply } from '../rpc-reply.ts';
import type { Conversations } from './conversations.ts';
import { logLevels } from './log-feed.ts';

// Sessions whose level is kept; the one that was set longest ago goes first, and hears nothing until it sets it again.
const mostSessions = 10_000;

/** The levels from which sessions want to hear what their calls log. They are kept by the process that was told. */
export class LogLevels {
  readonly #bySession = new Map<string, string>();

  /** The level of a session; `undefined`: it wants to hear nothing. */
  of(session: string | undefined): string | undefined {
    return session === undefined ? undefined : this.#bySession.get(session);
  }

  set(session: string, level: string): void {
    this.#bySession.delete(session);
    this.#bySession.set(session, level);
    if (this.#bySession.size > mostSessions) this.#bySession.delete(this.#bySession.keys().next().value!);
  }
}

/** `logging/setLevel`. */
export function setLevelMethod(levels: LogLevels, conversations: Conversations): Method {
  return (carrier, { id, params: { level } }) => {
    if (typeof level !== 'string' || !logLevels.includes(level))
      return errorReply(id, invalidParams(`"params.level" must be one of ${logLevels.join(', ')}`, 200));
    const session = conversations.sessionOf(carrier);
    if (session === undefined)
      return errorReply(id, invalidParams('Levels are kept for sessions; begin with "initialize"', 200));
    levels.set(session, level);
    return resultReply(id, '{}');
  };
}
