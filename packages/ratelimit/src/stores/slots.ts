import type { State } from '../algorithms/algorithm.ts';
import type { Plan } from '../plan.ts';

// How many numbers the state of a `rowed` plan has.
const rowLength = 4;

const firstRoom = 64;
const mostSpared = 8;

/**
 * The keys of a memory store. Each has a slot, a number under which flat lists hold what is known of it: a decision
 * about one key of many costs few misses of the processor's cache, which is most of what it costs.
 */
export class Slots {
  /** By slot: the plan that the key's states are of. */
  readonly plans: (Plan | undefined)[] = [];
  /** By slot: 1 when the key was used since a place was last needed. */
  used: Uint8Array = new Uint8Array(firstRoom);
  /** By slot, `rowLength` numbers each: the state of a plan that is `rowed`. */
  #rows = new Float64Array(firstRoom * rowLength);
  readonly #maxKeys: number;
  readonly #places = new Map<string, number>();
  readonly #keys: string[] = [];
  /** By slot: the states of any other plan. */
  readonly #lists: (number[][] | undefined)[] = [];
  readonly #free: number[] = [];
  #hand = 0;

  constructor(maxKeys: number) {
    this.#maxKeys = maxKeys;
  }

  /** How many keys there are. */
  get size(): number {
    return this.#places.size;
  }

  find(key: string): number | undefined {
    return this.#places.get(key);
  }

  /** The slot of a key that has none yet. At `maxKeys`, take the place of {@link leastUsed} first. */
  add(key: string): number {
    const slot = this.#free.pop() ?? this.#keys.length;
    if (slot === this.used.length) this.#grow();
    this.#keys[slot] = key;
    this.#places.set(key, slot);
    this.used[slot] = 0;
    return slot;
  }

  remove(slot: number): void {
    this.#places.delete(this.#keys[slot]!);
    this.#keys[slot] = '';
    this.plans[slot] = undefined;
    this.#lists[slot] = undefined;
    this.#free.push(slot);
    if (this.#places.size === 0) this.clear();
  }

  /** The slot to give up, when there is no room for another key. Second chance: who was used since is spared once. */
  leastUsed(): number | undefined {
    if (this.#places.size < this.#maxKeys) return undefined;
    for (let spared = 0; ;) {
      const slot = this.#hand;
      this.#hand = (slot + 1) % this.#keys.length;
      if (this.plans[slot] === undefined) continue;
      if (this.used[slot] === 0 || spared === mostSpared) return slot;
      this.used[slot] = 0;
      spared += 1;
    }
  }

  /** The states of a slot, in the order of its plan. */
  statesOf(slot: number): readonly State[] {
    return this.#lists[slot] ?? [this.rowOf(slot)];
  }

  /** The state of a plan that is `rowed`. */
  rowOf(slot: number): State {
    const rows = this.#rows;
    const at = slot * rowLength;
    return [rows[at]!, rows[at + 1]!, rows[at + 2]!, rows[at + 3]!];
  }

  writeRow(slot: number, state: State): void {
    const rows = this.#rows;
    const at = slot * rowLength;
    rows[at] = state[0]!;
    rows[at + 1] = state[1]!;
    rows[at + 2] = state[2]!;
    rows[at + 3] = state[3]!;
  }

  /** The state of the one policy of a plan that is not: the list that is kept, to be written in place. */
  listOf(slot: number): number[] {
    return this.#lists[slot]![0]!;
  }

  keep(slot: number, plan: Plan, states: readonly State[]): void {
    const lists = this.plans[slot] === plan ? this.#lists[slot] : undefined;
    this.plans[slot] = plan;
    if (plan.rowed) {
      this.#lists[slot] = undefined;
      this.writeRow(slot, states[0]!);
    } else if (lists === undefined) {
      this.#lists[slot] = states.map((state) => [...state]);
    } else {
      for (const [index, state] of states.entries()) write(lists[index]!, state);
    }
  }

  /** Lets go of all keys, and of the room that many took. */
  clear(): void {
    this.#places.clear();
    for (const list of [this.plans, this.#keys, this.#lists, this.#free]) list.length = 0;
    this.#hand = 0;
    if (this.used.length === firstRoom) return;
    this.used = new Uint8Array(firstRoom);
    this.#rows = new Float64Array(firstRoom * rowLength);
  }

  #grow(): void {
    const { used } = this;
    const rows = this.#rows;
    this.used = new Uint8Array(used.length * 2);
    this.used.set(used);
    this.#rows = new Float64Array(rows.length * 2);
    this.#rows.set(rows);
  }
}

/** Makes the list read as the state: a new list per decision would be moved to the old heap with each one. */
export function write(target: number[], state: State): void {
  if (target.length > state.length) target.length = state.length;
  for (let index = 0; index < state.length; index += 1) target[index] = state[index]!;
}
