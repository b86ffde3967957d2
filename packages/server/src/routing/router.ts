import { invalidOption } from '@toolwright/core';
import type { Route } from './route.ts';

/** A route with the names of its pattern, in order. */
interface Entry {
  readonly route: Route;
  readonly names: readonly string[];
}

/** What is served at one path, by method. */
interface Place {
  readonly entries: Map<string, Entry>;
}

interface Branch {
  readonly literals: Map<string, Branch>;
  wild: Branch | undefined;
  place: Place | undefined;
}

/** What a path and a method lead to. */
export type Found =
  | {
      readonly kind: 'route';
      readonly route: Route;
      readonly params: Readonly<Record<string, string>> | undefined;
    }
  | { readonly kind: 'wrong-method'; readonly allow: readonly string[] }
  | { readonly kind: 'malformed' };

/** Finds routes: an exact path by one look into a map, however many there are; patterns by their segments. */
export class Router {
  readonly #exact = new Map<string, Place>();
  readonly #root: Branch = newBranch();

  /** @throws `INVALID_OPTIONS` when the method has a route at this path already. */
  add(route: Route): void {
    const segments = route.path.split('/').slice(1);
    const names = segments.filter(isName).map((segment) => segment.slice(1, -1));
    const place = names.length === 0 ? this.#exactPlace(route.path) : this.#patternPlace(segments);
    if (place.entries.has(route.method))
      throw invalidOption('routes', 'one for each method and path', `${route.method} ${route.path}`);
    place.entries.set(route.method, { route, names });
  }

  /** `undefined`: nothing is served at this path. */
  find(method: string, path: string): Found | undefined {
    const exact = this.#exact.get(path);
    if (exact !== undefined) {
      const entry = entryOf(exact, method);
      return entry === undefined
        ? wrongMethod(exact)
        : { kind: 'route', route: entry.route, params: undefined };
    }
    const values: string[] = [];
    const place = descend(this.#root, path.split('/').slice(1), 0, values);
    if (place === undefined) return undefined;
    const entry = entryOf(place, method);
    return entry === undefined ? wrongMethod(place) : withParams(entry, values);
  }

  #exactPlace(path: string): Place {
    let place = this.#exact.get(path);
    if (place === undefined) this.#exact.set(path, (place = newPlace()));
    return place;
  }

  #patternPlace(segments: readonly string[]): Place {
    let branch = this.#root;
    for (const segment of segments) {
      const known: Branch | undefined = isName(segment) ? branch.wild : branch.literals.get(segment);
      const next: Branch = known ?? newBranch();
      if (isName(segment)) branch.wild = next;
      else branch.literals.set(segment, next);
      branch = next;
    }
    return (branch.place ??= newPlace());
  }
}

function entryOf({ entries }: Place, method: string): Entry | undefined {
  return entries.get(method) ?? (method === 'HEAD' ? entries.get('GET') : undefined);
}

function wrongMethod({ entries }: Place): Found {
  const methods = [...entries.keys()];
  return { kind: 'wrong-method', allow: methods.includes('GET') ? [...methods, 'HEAD'] : methods };
}

function withParams({ route, names }: Entry, values: readonly string[]): Found {
  try {
    const params = Object.fromEntries(
      names.map((name, index) => [name, decodeURIComponent(values[index] ?? '')]),
    );
    return { kind: 'route', route, params };
  } catch {
    return { kind: 'malformed' };
  }
}

/** A segment that is written out goes before one that is named. */
function descend(
  branch: Branch,
  segments: readonly string[],
  at: number,
  values: string[],
): Place | undefined {
  const segment = segments[at];
  if (segment === undefined) return branch.place;
  const literal = branch.literals.get(segment);
  const found = literal && descend(literal, segments, at + 1, values);
  if (found !== undefined || branch.wild === undefined || segment === '') return found;
  const depth = values.length;
  values.push(segment);
  const below = descend(branch.wild, segments, at + 1, values);
  if (below === undefined) values.length = depth;
  return below;
}

function isName(segment: string): boolean {
  return segment.startsWith('{');
}

function newBranch(): Branch {
  return { literals: new Map(), wild: undefined, place: undefined };
}

function newPlace(): Place {
  return { entries: new Map() };
}
