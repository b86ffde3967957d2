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

/** What one store missed: the newest intent per key, and the names to invalidate. Bounded. */
export class Journal {
  readonly #keys = new Map<string, Intent>();
  readonly #marks = new Map<string, RaiseIntent>();
  /** Whether a write may be replayed onto a key that is absent: not after messages may have been missed. */
  readonly #trusted = new Set<Intent>();
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

  /** Whether the store's marks are behind for one of these names. */
  concernsAny(names: readonly string[]): boolean {
    return (
      this.#marks.size > 0 &&
      names.some((name) => this.#marks.has(`delete ${name}`) || this.#marks.has(`expire ${name}`))
    );
  }

  /** Remembers a change; a later one for the key replaces it. */
  add(storeKey: string, intent: Intent): void {
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

  /** The intent was carried out, unless a newer one took its place. */
  done(storeKey: string, intent: Intent): void {
    if (this.#keys.get(storeKey) === intent) this.#remove(storeKey);
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
