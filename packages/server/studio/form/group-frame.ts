import { element } from '../page/element.ts';
import type { ControlSpec } from './control.ts';

/** A titled frame around several controls, with a place for complaints that belong to none of them. */
export interface GroupFrame {
  readonly element: HTMLFieldSetElement;
  require(required: boolean): void;
  complain(message: string): void;
  clear(): void;
}

/** Frames a group. The outermost one of a form has its title elsewhere. */
export function groupFrame({ label, schema, required, depth }: ControlSpec): GroupFrame {
  const { description } = schema;
  const error = element('p', { class: 'error', hidden: true });
  const frame = element(
    'fieldset',
    { class: depth === 0 ? 'group whole' : 'group' },
    element(
      'legend',
      { class: depth === 0 ? 'unseen' : undefined },
      element('span', { class: 'name' }, label),
    ),
    typeof description === 'string' && depth > 0 ? element('p', { class: 'hint' }, description) : undefined,
    error,
  );
  frame.classList.toggle('required', required && depth > 0);
  return {
    element: frame,
    require: (isRequired) => void frame.classList.toggle('required', isRequired && depth > 0),
    complain(message) {
      error.textContent = [error.textContent, message].filter((text) => text !== '').join('. ');
      error.hidden = false;
    },
    clear() {
      error.textContent = '';
      error.hidden = true;
    },
  };
}
