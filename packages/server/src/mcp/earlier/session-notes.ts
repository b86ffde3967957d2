import { Buffer } from 'node:buffer';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { canonicalDigest } from '@toolwright/core';
import type { JsonObject, Principal } from '@toolwright/core';
import { isRecord } from '../rpc-message.ts';
import type { RpcParams } from '../rpc-message.ts';

// What a client may be asked for; of its other capabilities nothing depends.
const askable = ['elicitation', 'sampling', 'roots'];

/**
 * Clients of earlier revisions say but once what they can do, at `initialize`. It is written into the id of their
 * session, signed, for the same principal: nothing is kept here, and any process that has the key can read it.
 */
export class SessionNotes {
  readonly #key: string | Uint8Array;
  readonly #always: boolean;

  /** `always`: also for clients that cannot be asked. */
  constructor(key: string | Uint8Array, always: boolean) {
    this.#key = key;
    this.#always = always;
  }

  /** The id of a new session; `undefined` where there is nothing to note. */
  mint(capabilities: RpcParams, principal: Principal | undefined): string | undefined {
    const said = askable.filter((name) => isRecord(capabilities[name]));
    if (said.length === 0 && !this.#always) return undefined;
    const kept = said.map((name) => [name, flat(capabilities[name] as RpcParams)] as const);
    const note = { id: randomBytes(16).toString('base64url'), capabilities: Object.fromEntries(kept) };
    const payload = Buffer.from(JSON.stringify(note)).toString('base64url');
    return `${payload}.${this.#sign(payload, principal)}`;
  }

  /** What the client of a session can do; `undefined`: the session is none of ours, or another principal's. */
  read(session: string | undefined, principal: Principal | undefined): RpcParams | undefined {
    const [payload = '', signature = '', ...more] = session?.split('.', 3) ?? [];
    const [given, expected] = [Buffer.from(signature), Buffer.from(this.#sign(payload, principal))];
    if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
      return undefined;
    const note = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { capabilities: RpcParams };
    return note.capabilities;
  }

  #sign(payload: string, principal: Principal | undefined): string {
    const { subject = null, tenant = null } = principal ?? {};
    return canonicalDigest({ session: payload, subject, tenant }, this.#key);
  }
}

/** The names of what a capability has, so that a header holds it. */
function flat(capability: RpcParams): JsonObject {
  const names = Object.keys(capability).filter((name) => /^[a-z]{1,20}$/i.test(name));
  return Object.fromEntries(names.slice(0, 8).map((name) => [name, {}]));
}
