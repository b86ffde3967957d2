import type { Scope } from '../scope.ts';
import type { Made } from '../load/made.ts';

/** A change that a store missed while it could not be reached, and how often it refused it since. */
export type Intent =
  | {
      readonly kind: 'delete';
      readonly memoryKey: string;
      readonly refusals: number;
      readonly atMs: number;
    }
  | {
      readonly kind: 'write';
      readonly memoryKey: string;
      readonly refusals: number;
      /** Whether what the store has under the key must not be read any more, here or through a level above. */
      readonly overrides: boolean;
      readonly scope: Scope;
      readonly made: Made;
      /** The store's epoch as last seen before the load began; 0 when never. */
      readonly epoch: number;
    };

/** An invalidation of a name that a store missed. */
export interface RaiseIntent {
  readonly name: string;
  readonly kind: 'delete' | 'expire';
}

// Beyond this the oldest writes are given up, then everything: the whole cache is invalidated on return.
const mostIntents = 10_000;
const mostRefusals = 20;
// Longer than an invalidation takes through all levels, to its message.
const lateMs = 10_000;

/** What one store missed: the newest intent per key, and the names to invalidate. Bounded. */
export class Journal {
  readonly #keys = new Map<string, Intent>();
  readonly #marks = new Map<string, RaiseIntent>();
  /** Whether a write may be replayed onto a key that is absent: not after messages may have been missed. */
  readonly #trusted = new Set<Intent>();
  /** Writes carried out of late, and when: a delete may have come before them whose message is still on its way. */
  readonly #written = new Map<string, number>();
  readonly #everything: string;

  /** `everything` is the name whose invalidation covers all entries. */
  constructor(everything: string) {
    this.#everything = everything;
  }

  get size(): number {
    return this.#keys.size + this.#marks.size;
  }

  get intents(): readonly (readonly [storeKey: string, intent: Intent])[] {
    return [...this.#keys];
  }

  get raises(): readonly RaiseIntent[] {
    return [...this.#marks.values()];
  }

  /** Whether the store's own answer about the key cannot be used. */
  concerns(storeKey: string): boolean {
    return this.#keys.has(storeKey);
  }

  /** Whether what the store has under the key may have been carried to a level above, and must not be read there. */
  taints(storeKey: string): boolean {
    const intent = this.#keys.get(storeKey);
    return intent !== undefined && (intent.kind === 'delete' || intent.overrides);
  }

  /** Whether the store's marks are behind for one of these names. */
  concernsAny(names: readonly string[]): boolean {
    return (
      this.#marks.size > 0 &&
      names.some((name) => this.#marks.has(`delete ${name}`) || this.#marks.has(`expire ${name}`))
    );
  }

  /** Remembers a change; a later one for the key replaces it. */
  add(storeKey: string, added: Intent): void {
    const overrides = this.taints(storeKey);
    const intent = added.kind === 'write' && overrides ? { ...added, overrides } : added;
    this.#remove(storeKey);
    this.#keys.set(storeKey, intent);
    if (intent.kind === 'write') this.#trusted.add(intent);
    if (this.#keys.size > mostIntents) this.#makeRoom();
  }

  /** Remembers an invalidation. Writes from before it are not to be trusted any more. */
  raise(name: string, kind: 'delete' | 'expire'): void {
    this.#marks.set(`${kind} ${name}`, { name, kind });
    this.distrust();
    if (this.#marks.size > mostIntents) this.#giveUp();
  }

  trusts(intent: Intent): boolean {
    return this.#trusted.has(intent);
  }

  /** Somebody else may have invalidated anything: writes may replace what is older, and no more. */
  distrust(): void {
    this.#trusted.clear();
  }

  /** Somebody else changed the key after this write. */
  forgetWrite(storeKey: string): void {
    if (this.#keys.get(storeKey)?.kind === 'write') this.#remove(storeKey);
  }

  /** The intent was carried out; says whether it still stood: it may have been forgotten or replaced meanwhile. */
  done(storeKey: string, intent: Intent, nowMs: number): boolean {
    const stood = this.#keys.get(storeKey) === intent;
    if (stood) this.#remove(storeKey);
    for (const [oldest, atMs] of this.#written) {
      if (nowMs - atMs < lateMs) break;
      this.#written.delete(oldest);
    }
    if (intent.kind === 'write') this.#written.set(storeKey, nowMs);
    return stood;
  }

  /** Whether a write was carried out so lately that a message about the key may speak of the time before it. */
  wroteLately(storeKey: string, nowMs: number): boolean {
    const atMs = this.#written.get(storeKey);
    return atMs !== undefined && nowMs - atMs < lateMs;
  }

  /** The store would not carry it out: others come first, and a write is given up after a while. */
  refused(storeKey: string, intent: Intent): void {
    if (this.#keys.get(storeKey) !== intent) return;
    const trusted = this.#trusted.has(intent);
    this.#remove(storeKey);
    const refusals = intent.refusals + 1;
    if (intent.kind === 'write' && refusals > mostRefusals) return;
    const again = { ...intent, refusals };
    this.#keys.set(storeKey, again);
    if (trusted) this.#trusted.add(again);
  }

  raised({ name, kind }: RaiseIntent): void {
    this.#marks.delete(`${kind} ${name}`);
  }

  #remove(storeKey: string): void {
    const intent = this.#keys.get(storeKey);
    if (intent !== undefined) this.#trusted.delete(intent);
    this.#keys.delete(storeKey);
  }

  #makeRoom(): void {
    for (const [storeKey, intent] of this.#keys) {
      if (intent.kind !== 'write') continue;
      this.#remove(storeKey);
      return;
    }
    this.#giveUp();
  }

  #giveUp(): void {
    this.#keys.clear();
    this.#marks.clear();
    this.#trusted.clear();
    this.#marks.set(`delete ${this.#everything}`, { name: this.#everything, kind: 'delete' });
  }
}
