import { element } from '../page/element.ts';
import type { Control, ControlSpec, FormParts } from './control.ts';
import { FieldFrame } from './field-frame.ts';
import { textOfValue, valueOfText } from './input-text.ts';
import type { TextKind } from './input-text.ts';

/** A control for a value that is written as one text. */
export function textControl(kind: TextKind, spec: ControlSpec, parts: FormParts): Control {
  const input = inputFor(kind, spec);
  const frame = new FieldFrame(input, spec, parts);
  return {
    element: frame.element,
    read: () => valueOfText(kind, input.value),
    write(value) {
      input.value = textOfValue(kind, value);
    },
    require: (required) => frame.require(required),
    complain: (path, message) => frame.complain(path === '' ? message : `${path}: ${message}`),
    clear: () => frame.clear(),
    focus: () => input.focus(),
  };
}

function inputFor(kind: TextKind, { schema }: ControlSpec): HTMLInputElement | HTMLTextAreaElement {
  const shared = { autocomplete: 'off', spellcheck: 'false' };
  const [example] = Array.isArray(schema['examples']) ? schema['examples'] : [];
  const placeholder = example === undefined ? undefined : textOfValue('text', example);
  switch (kind) {
    case 'json':
      return element('textarea', {
        ...shared,
        rows: 3,
        class: 'code',
        placeholder: placeholder ?? '{ } as JSON',
      });
    case 'long-text':
      return element('textarea', { ...shared, rows: 4, placeholder });
    case 'secret':
      return element('input', { ...shared, type: 'password', autocomplete: 'new-password' });
    case 'number':
    case 'integer':
      return element('input', { ...shared, type: 'text', inputmode: 'decimal', placeholder });
    case 'date':
      return element('input', { ...shared, type: 'date' });
    case 'date-time':
      return element('input', { ...shared, type: 'datetime-local', step: 1 });
    case 'text':
      return element('input', { ...shared, type: 'text', placeholder });
    default:
      return kind satisfies never;
  }
}
