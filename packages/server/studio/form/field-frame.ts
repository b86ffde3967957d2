import { element } from '../page/element.ts';
import { describeBounds } from '../schema/describe-bounds.ts';
import type { ControlSpec, FormParts } from './control.ts';

/** The elements that take a value. */
export type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** A label, a description and a place for a complaint around an element that takes a value. */
export class FieldFrame {
  readonly element: HTMLElement;
  readonly #input: Input;
  readonly #error: HTMLElement;

  constructor(input: Input, spec: ControlSpec, parts: FormParts) {
    const [id, hintId, errorId] = [parts.id(), parts.id(), parts.id()];
    input.id = id;
    input.setAttribute('aria-describedby', `${hintId} ${errorId}`);
    this.#input = input;
    this.#error = element('p', { class: 'error', id: errorId, hidden: true });
    const hint = element('p', { class: 'hint', id: hintId }, hintOf(spec));
    this.element = element('div', { class: 'field' }, labelOf(id, spec), input, hint, this.#error);
    this.require(spec.required);
  }

  require(required: boolean): void {
    this.element.classList.toggle('required', required);
    this.#input.setAttribute('aria-required', String(required));
  }

  /** Shows one more thing that is wrong. */
  complain(message: string): void {
    this.#error.textContent = [this.#error.textContent, message].filter((text) => text !== '').join('. ');
    this.#error.hidden = false;
    this.#input.setAttribute('aria-invalid', 'true');
  }

  clear(): void {
    this.#error.textContent = '';
    this.#error.hidden = true;
    this.#input.removeAttribute('aria-invalid');
  }
}

function labelOf(id: string, { label, schema }: ControlSpec): HTMLElement {
  const { title, deprecated } = schema;
  return element(
    'label',
    { for: id },
    element('span', { class: 'name' }, label),
    typeof title === 'string' && title !== label ? ` ${title}` : undefined,
    deprecated === true ? element('span', { class: 'badge warn' }, 'deprecated') : undefined,
  );
}

function hintOf({ schema }: ControlSpec): string {
  const { description } = schema;
  const said = typeof description === 'string' ? description : '';
  return [said, describeBounds(schema)].filter((text) => text !== '').join(' · ');
}
