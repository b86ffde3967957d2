import type { JsonValue } from '@toolwright/core';
import { announceInput, element } from '../page/element.ts';
import type { Control, ControlSpec, FormParts } from './control.ts';

/** A control for a group that may be left out as a whole: made when it is wanted, so a schema may be in itself. */
export class OptionalControl implements Control {
  readonly element: HTMLElement;
  readonly #spec: ControlSpec;
  readonly #parts: FormParts;
  readonly #box: HTMLInputElement;
  readonly #error: HTMLElement = element('p', { class: 'error', hidden: true });
  readonly #place: HTMLElement = element('div');
  #held: Control | undefined;

  constructor(spec: ControlSpec, parts: FormParts) {
    this.#spec = spec;
    this.#parts = parts;
    const id = parts.id();
    const onChange = (): void => {
      this.#hold(this.#box.checked);
      announceInput(this.element);
    };
    this.#box = element('input', { type: 'checkbox', id, on: { change: onChange } });
    const name = element('span', { class: 'name' }, spec.label);
    const label = element('label', { for: id }, this.#box, ' Give ', name);
    this.element = element('div', { class: 'field optional' }, label, this.#error, this.#place);
  }

  read(): JsonValue | undefined {
    return this.#held?.read();
  }

  write(value: JsonValue | undefined): void {
    this.#hold(value !== undefined && value !== null);
    this.#held?.write(value);
  }

  require(required: boolean): void {
    this.element.classList.toggle('required', required);
  }

  complain(path: string, message: string): void {
    if (this.#held !== undefined) {
      this.#held.complain(path, message);
      return;
    }
    this.#error.textContent = message;
    this.#error.hidden = false;
  }

  clear(): void {
    this.#error.hidden = true;
    this.#held?.clear();
  }

  focus(): void {
    this.#box.focus();
  }

  #hold(wanted: boolean): void {
    this.#box.checked = wanted;
    if (wanted === (this.#held !== undefined)) return;
    this.#held = wanted ? this.#parts.make({ ...this.#spec, required: true }) : undefined;
    this.#place.replaceChildren(...(this.#held === undefined ? [] : [this.#held.element]));
  }
}
