import { intersects } from './character-set.ts';
import type { PositionAutomaton } from './position-automaton.ts';

/**
 * Whether some text leads a backtracking matcher into exponentially many paths: whether a state can come back to
 * itself by two different paths over the same text. Walks pairs of states in step (Weideman et al., "Analyzing
 * Matching Time Behavior of Backtracking Regular Expression Matchers", 2016).
 */
export function isExponential(automaton: PositionAutomaton): boolean {
  const size = automaton.sets.length;
  const pairs = pairGraph(automaton);
  const reversed = reverse(pairs);
  const judged = new Set<number>();
  for (let state = 0; state < size; state += 1) {
    const diagonal = state * size + state;
    if (judged.has(diagonal)) continue;
    const ahead = reachable(pairs, diagonal);
    const behind = reachable(reversed, diagonal);
    for (const pair of ahead) {
      if (!behind.has(pair)) continue;
      const [left, right] = [Math.floor(pair / size), pair % size];
      if (left !== right || returnsTwice(automaton, left, behind)) return true;
      judged.add(pair);
    }
  }
  return false;
}

// A doubled transition inside the cycle is two paths over one text.
function returnsTwice(automaton: PositionAutomaton, state: number, behind: ReadonlySet<number>): boolean {
  const size = automaton.sets.length;
  for (const [next, ways] of automaton.follow[state] ?? []) {
    if (ways > 1 && behind.has(next * size + next)) return true;
  }
  return false;
}

function pairGraph({ sets, follow }: PositionAutomaton): number[][] {
  const size = sets.length;
  const meets = sets.map((set) => sets.map((other) => intersects(set, other)));
  return Array.from({ length: size * size }, (_, pair) => {
    const next: number[] = [];
    for (const left of follow[Math.floor(pair / size)]?.keys() ?? []) {
      for (const right of follow[pair % size]?.keys() ?? []) {
        if (meets[left]?.[right]) next.push(left * size + right);
      }
    }
    return next;
  });
}

function reverse(graph: readonly (readonly number[])[]): number[][] {
  const reversed: number[][] = graph.map(() => []);
  graph.forEach((targets, source) => {
    for (const target of targets) reversed[target]?.push(source);
  });
  return reversed;
}

/** The nodes that one step or more lead to. */
function reachable(graph: readonly (readonly number[])[], start: number): Set<number> {
  const seen = new Set<number>();
  const open = [start];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const next of graph[node] ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return seen;
}
