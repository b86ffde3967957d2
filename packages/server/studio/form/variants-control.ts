import type { JsonValue } from '@toolwright/core';
import { announceInput, element } from '../page/element.ts';
import type { Variant } from '../schema/field.ts';
import { matches } from '../schema/matches.ts';
import type { Control, ControlSpec, FormParts } from './control.ts';
import { groupFrame } from './group-frame.ts';
import type { GroupFrame } from './group-frame.ts';

/** A control for a value of one of several shapes: the shape first, then its value. */
export class VariantsControl implements Control {
  readonly #variants: readonly Variant[];
  readonly #spec: ControlSpec;
  readonly #parts: FormParts;
  readonly #frame: GroupFrame;
  readonly #select: HTMLSelectElement;
  readonly #place: HTMLElement = element('div');
  #chosen: Control | undefined;

  constructor(variants: readonly Variant[], spec: ControlSpec, parts: FormParts) {
    this.#variants = variants;
    this.#spec = spec;
    this.#parts = parts;
    this.#frame = groupFrame(spec);
    const onChange = (): void => {
      this.#choose(this.#select.value);
      announceInput(this.element);
    };
    this.#select = element(
      'select',
      { 'aria-label': `Shape of ${spec.label}`, on: { change: onChange } },
      ...(spec.required ? [] : [element('option', { value: '' }, 'not given')]),
      ...variants.map(({ label }, index) => element('option', { value: index }, label)),
    );
    this.element.append(this.#select, this.#place);
    this.#choose(this.#unset);
  }

  get element(): HTMLElement {
    return this.#frame.element;
  }

  read(): JsonValue | undefined {
    return this.#chosen?.read();
  }

  write(value: JsonValue | undefined): void {
    this.#choose(value === undefined ? this.#unset : this.#fitting(value));
    this.#chosen?.write(value);
  }

  require(required: boolean): void {
    this.#frame.require(required);
  }

  complain(path: string, message: string): void {
    if (this.#chosen === undefined) this.#frame.complain(message);
    else this.#chosen.complain(path, message);
  }

  clear(): void {
    this.#frame.clear();
    this.#chosen?.clear();
  }

  focus(): void {
    this.#select.focus();
  }

  get #unset(): string {
    return this.#spec.required ? '0' : '';
  }

  #choose(text: string): void {
    this.#select.value = text;
    const variant = text === '' ? undefined : this.#variants[Number(text)];
    const { label, depth } = this.#spec;
    this.#chosen =
      variant && this.#parts.make({ label, schema: variant.schema, required: true, depth: depth + 1 });
    this.#place.replaceChildren(...(this.#chosen === undefined ? [] : [this.#chosen.element]));
  }

  #fitting(value: JsonValue): string {
    const index = this.#variants.findIndex(({ schema }) => matches(schema, value, this.#parts.root));
    return String(Math.max(index, 0));
  }
}
