import { randomBytes } from 'node:crypto';
import type { Clock, Principal } from '@toolwright/core';
import type { PutQuestion } from '../input-request.ts';
import type { SendMessage } from '../message-reply.ts';
import type { RpcResponse } from '../rpc-message.ts';

// Questions that wait for their answers at a time; a client that never answers holds one until its time is up.
const mostWaiting = 10_000;

/** What became of questions: the results by the questions' keys, or why there are none. */
export type Replies =
  | { readonly kind: 'results'; readonly results: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused' | 'late' | 'gone' | 'busy' };

/** To whom questions are put, and how. */
export interface Asker {
  readonly send: SendMessage;
  readonly principal: Principal | undefined;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly principal: Principal | undefined;
  settle(response: RpcResponse): void;
}

/**
 * Requests of ours to clients of earlier revisions, on the stream of the call that asks. Their responses come as
 * messages of their own, known by ids that nobody can guess, and are taken from the same principal alone.
 */
export class ClientRequests {
  readonly #waiting = new Map<string, Waiting>();
  readonly #clock: Clock;
  readonly #patienceMs: number;

  constructor(clock: Clock, patienceMs: number) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
  }

  /** Puts the questions, and waits for every answer. Never rejects, and leaves nothing behind. */
  ask(questions: readonly PutQuestion[], asker: Asker): Promise<Replies> {
    if (this.#waiting.size + questions.length > mostWaiting) return Promise.resolve({ kind: 'busy' });
    return new Promise((resolve) => {
      const ids: string[] = [];
      const end = (replies: Replies): void => {
        cancel();
        asker.signal.removeEventListener('abort', leave);
        for (const id of ids) this.#waiting.delete(id);
        resolve(replies);
      };
      const leave = (): void => end({ kind: 'gone' });
      const cancel = this.#clock.after(this.#patienceMs, () => end({ kind: 'late' }));
      if (asker.signal.aborted) return leave();
      asker.signal.addEventListener('abort', leave, { once: true });
      ids.push(...this.#put(questions, asker, end));
    });
  }

  /** Takes a response; answers whether it is one that was waited for. */
  take(response: RpcResponse, principal: Principal | undefined): boolean {
    const waiting = this.#waiting.get(String(response.id));
    if (waiting === undefined || !isSame(waiting.principal, principal)) return false;
    waiting.settle(response);
    return true;
  }

  #put(
    questions: readonly PutQuestion[],
    { send, principal }: Asker,
    end: (replies: Replies) => void,
  ): readonly string[] {
    const results = new Map<string, unknown>();
    return questions.map(([key, { method, params }]) => {
      const id = randomBytes(16).toString('base64url');
      const settle = ({ result }: RpcResponse): void => {
        if (result === undefined) return end({ kind: 'refused' });
        results.set(key, result);
        if (results.size === questions.length) end({ kind: 'results', results: Object.fromEntries(results) });
      };
      this.#waiting.set(id, { principal, settle });
      // A client that cannot be written to goes away, which is heard.
      Promise.resolve(send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))).catch(() => undefined);
      return id;
    });
  }
}

function isSame(one: Principal | undefined, other: Principal | undefined): boolean {
  return one?.subject === other?.subject && one?.tenant === other?.tenant;
}
