import { element } from './element.ts';

/** Puts a label above an input that has this id. */
export function labelled(id: string, text: string, input: HTMLElement): HTMLElement {
  return element('div', { class: 'field' }, element('label', { for: id }, text), input);
}
