import type { Attributes } from '@toolwright/core';

type Value = NonNullable<Attributes[string]>;

interface Step<T> {
  found: T | undefined;
  next: Map<string, Map<Value, Step<T>>> | undefined;
}

/**
 * Finds what belongs to attributes by walking over them, name by name as they stand: no text is made and nothing
 * sorted. The same attributes in another order are another path.
 */
export class AttributePaths<T> {
  readonly #root: Step<T> = { found: undefined, next: undefined };
  readonly #mostPaths: number;
  #paths = 0;

  constructor(mostPaths: number) {
    this.#mostPaths = mostPaths;
  }

  find(attributes: Attributes): T | undefined {
    let step = this.#root;
    for (const name in attributes) {
      const value = attributes[name];
      if (value === undefined) continue;
      const following = step.next?.get(name)?.get(value);
      if (following === undefined) return undefined;
      step = following;
    }
    return step.found;
  }

  /** Remembers the path, unless there are too many or a list stands on it: a list may change. */
  remember(attributes: Attributes, found: T): void {
    const members = Object.entries(attributes).filter(([, value]) => value !== undefined);
    if (this.#paths >= this.#mostPaths || members.some(([, value]) => typeof value === 'object')) return;
    let step = this.#root;
    for (const [name, value] of members) step = stepAfter(step, name, value as Value);
    step.found = found;
    this.#paths += 1;
  }
}

function stepAfter<T>(step: Step<T>, name: string, value: Value): Step<T> {
  step.next ??= new Map();
  let values = step.next.get(name);
  if (values === undefined) step.next.set(name, (values = new Map()));
  let following = values.get(value);
  if (following === undefined) values.set(value, (following = { found: undefined, next: undefined }));
  return following;
}
