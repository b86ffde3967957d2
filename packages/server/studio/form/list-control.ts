import type { JsonObject, JsonValue } from '@toolwright/core';
import { belowIndex } from '../answer/issues.ts';
import { announceInput, element } from '../page/element.ts';
import type { Control, ControlSpec, FormParts } from './control.ts';
import { groupFrame } from './group-frame.ts';
import type { GroupFrame } from './group-frame.ts';

/** A control for a list: one for each item, which can be added and taken away. */
export class ListControl implements Control {
  readonly #items: JsonObject;
  readonly #spec: ControlSpec;
  readonly #parts: FormParts;
  readonly #frame: GroupFrame;
  readonly #list: HTMLElement = element('ol', { class: 'items' });
  readonly #add: HTMLElement;
  readonly #rows: Control[] = [];
  #isRequired: boolean;

  constructor(items: JsonObject, spec: ControlSpec, parts: FormParts) {
    this.#items = items;
    this.#spec = spec;
    this.#parts = parts;
    this.#isRequired = spec.required;
    this.#frame = groupFrame(spec);
    const onClick = (): void => {
      this.#append().focus();
      announceInput(this.element);
    };
    const attributes = { type: 'button', class: 'quiet', on: { click: onClick } };
    this.#add = element('button', attributes, `Add ${spec.label}`);
    this.element.append(this.#list, this.#add);
  }

  get element(): HTMLElement {
    return this.#frame.element;
  }

  read(): JsonValue | undefined {
    if (this.#rows.length === 0) return this.#isRequired ? [] : undefined;
    return this.#rows.map((row) => row.read() ?? null);
  }

  write(value: JsonValue | undefined): void {
    this.#rows.length = 0;
    this.#list.replaceChildren();
    for (const item of Array.isArray(value) ? value : []) this.#append().write(item);
  }

  require(required: boolean): void {
    this.#isRequired = required;
    this.#frame.require(required);
  }

  complain(path: string, message: string): void {
    const below = belowIndex(path);
    const row = below && this.#rows[below.index];
    if (below !== undefined && row !== undefined) row.complain(below.rest, message);
    else this.#frame.complain(path === '' ? message : `${path}: ${message}`);
  }

  clear(): void {
    this.#frame.clear();
    for (const row of this.#rows) row.clear();
  }

  focus(): void {
    const [first] = this.#rows;
    if (first === undefined) this.#add.focus();
    else first.focus();
  }

  #append(): Control {
    const label = `${this.#spec.label} ${this.#rows.length + 1}`;
    const spec = { label, schema: this.#items, required: true, depth: this.#spec.depth + 1 };
    const control = this.#parts.make(spec);
    const onClick = (): void => {
      this.#rows.splice(this.#rows.indexOf(control), 1);
      row.remove();
      this.#add.focus();
      announceInput(this.element);
    };
    const attributes = { type: 'button', class: 'quiet', 'aria-label': `Remove ${label}` };
    const remove = element('button', { ...attributes, on: { click: onClick } }, 'Remove');
    const row = element('li', {}, control.element, remove);
    this.#rows.push(control);
    this.#list.append(row);
    return control;
  }
}
