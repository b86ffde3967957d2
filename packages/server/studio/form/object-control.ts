import type { JsonObject, JsonValue } from '@toolwright/core';
import { belowMember } from '../answer/issues.ts';
import { settledMembers } from '../schema/object-members.ts';
import { isObject } from '../schema/resolve-schema.ts';
import type { Control, ControlSpec, FormParts } from './control.ts';
import { groupFrame } from './group-frame.ts';
import type { GroupFrame } from './group-frame.ts';

/** A control for an object: one for each member, shown while the conditions of the schema let it be there. */
export class ObjectControl implements Control {
  readonly #schema: JsonObject;
  readonly #root: JsonObject;
  readonly #frame: GroupFrame;
  readonly #members: ReadonlyMap<string, Control>;
  // What has no place in the form is kept as it was written.
  #beyond: JsonObject = {};

  constructor(spec: ControlSpec, parts: FormParts) {
    this.#schema = spec.schema;
    this.#root = parts.root;
    this.#frame = groupFrame(spec);
    this.#members = new Map(
      settledMembers(spec.schema, {}, parts.root).map(({ name, schema, required }) => [
        name,
        parts.make({ label: name, schema, required, depth: spec.depth + 1 }),
      ]),
    );
    this.element.append(...[...this.#members.values()].map((one) => one.element));
    this.element.addEventListener('input', () => this.#arrange());
    this.#arrange();
  }

  get element(): HTMLElement {
    return this.#frame.element;
  }

  read(): JsonValue {
    this.#arrange();
    const shown = Object.entries(this.#given()).filter(([name]) => this.#isShown(name));
    return { ...this.#beyond, ...Object.fromEntries(shown) };
  }

  write(value: JsonValue | undefined): void {
    const object = isObject(value) ? value : {};
    this.#beyond = Object.fromEntries(Object.entries(object).filter(([name]) => !this.#members.has(name)));
    for (const [name, control] of this.#members) control.write(object[name]);
    this.#arrange();
  }

  require(required: boolean): void {
    this.#frame.require(required);
  }

  complain(path: string, message: string): void {
    for (const [name, control] of this.#members) {
      const below = belowMember(path, name);
      if (below === undefined || !this.#isShown(name)) continue;
      control.complain(below, message);
      return;
    }
    this.#frame.complain(path === '' ? message : `${path}: ${message}`);
  }

  clear(): void {
    this.#frame.clear();
    for (const control of this.#members.values()) control.clear();
  }

  focus(): void {
    [...this.#members.values()].find((one) => !one.element.hidden)?.focus();
  }

  #isShown(name: string): boolean {
    return this.#members.get(name)?.element.hidden === false;
  }

  #given(): Record<string, JsonValue> {
    const values: Record<string, JsonValue> = {};
    for (const [name, control] of this.#members) {
      const value = control.read();
      if (value !== undefined) values[name] = value;
    }
    return values;
  }

  #arrange(): void {
    for (const { name, visible, required } of settledMembers(this.#schema, this.#given(), this.#root)) {
      const control = this.#members.get(name);
      if (control === undefined) continue;
      control.element.hidden = !visible;
      control.require(required);
    }
  }
}
