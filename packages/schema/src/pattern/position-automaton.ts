import type { CharacterSet } from './character-set.ts';
import { nothing } from './pattern-node.ts';
import type { PatternNode } from './pattern-node.ts';

/**
 * The Glushkov automaton of a pattern: one state per character set in it, no empty transitions. A transition counts
 * the ways in which the pattern allows it, since a backtracking matcher tries each of them.
 */
export interface PositionAutomaton {
  readonly sets: readonly CharacterSet[];
  readonly follow: readonly ReadonlyMap<number, number>[];
}

// Larger patterns are left unjudged: the comparison of paths grows with the square.
const mostPositions = 160;
// How many copies stand for a counted repetition; a longer one is treated as a loop.
const mostCopies = 8;

interface Fragment {
  readonly nullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

/** Builds the automaton, or gives `undefined` for a pattern that is too large to judge. */
export function positionAutomaton(node: PatternNode): PositionAutomaton | undefined {
  const builder = new AutomatonBuilder();
  builder.build(node);
  return builder.sets.length > mostPositions ? undefined : builder;
}

class AutomatonBuilder {
  readonly sets: CharacterSet[] = [];
  readonly follow: Map<number, number>[] = [];

  build(node: PatternNode): Fragment {
    if (this.sets.length > mostPositions) return { nullable: true, first: [], last: [] };
    switch (node.kind) {
      case 'set': {
        const position = this.sets.push(node.set) - 1;
        this.follow.push(new Map());
        return { nullable: false, first: [position], last: [position] };
      }
      case 'choice':
        return joinOptions(node.options.map((option) => this.build(option)));
      case 'sequence':
        return node.parts.reduce<Fragment>((before, part) => this.#concatenate(before, this.build(part)), {
          nullable: true,
          first: [],
          last: [],
        });
      default:
        return this.#repeat(node.body, node.min, node.max);
    }
  }

  #concatenate(before: Fragment, after: Fragment): Fragment {
    this.#connect(before.last, after.first);
    return {
      nullable: before.nullable && after.nullable,
      first: before.nullable ? [...before.first, ...after.first] : before.first,
      last: after.nullable ? [...before.last, ...after.last] : after.last,
    };
  }

  #repeat(body: PatternNode, min: number, max: number): Fragment {
    const isLoop = max - min > mostCopies;
    const required = Math.min(isLoop ? Math.max(min - 1, 0) : min, mostCopies);
    let whole = this.build(nothing);
    for (let copy = 0; copy < required; copy += 1) whole = this.#concatenate(whole, this.build(body));
    if (isLoop) return this.#concatenate(whole, this.#loop(body, min === 0));
    return this.#concatenate(whole, this.#optionalCopies(body, max - min));
  }

  #loop(body: PatternNode, nullable: boolean): Fragment {
    const once = this.build(body);
    this.#connect(once.last, once.first);
    return nullable ? { ...once, nullable } : once;
  }

  #optionalCopies(body: PatternNode, copies: number): Fragment {
    if (copies <= 0) return this.build(nothing);
    const more = this.#concatenate(this.build(body), this.#optionalCopies(body, copies - 1));
    return { ...more, nullable: true };
  }

  #connect(from: readonly number[], to: readonly number[]): void {
    for (const position of from) {
      const next = this.follow[position];
      for (const target of to) next?.set(target, (next.get(target) ?? 0) + 1);
    }
  }
}

function joinOptions(options: readonly Fragment[]): Fragment {
  return {
    nullable: options.some((option) => option.nullable),
    first: options.flatMap((option) => option.first),
    last: options.flatMap((option) => option.last),
  };
}
