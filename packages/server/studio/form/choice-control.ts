import type { JsonValue } from '@toolwright/core';
import { element } from '../page/element.ts';
import type { Control, ControlSpec, FormParts } from './control.ts';
import { FieldFrame } from './field-frame.ts';

/** A control for one of a few values. */
export function choiceControl(choices: readonly JsonValue[], spec: ControlSpec, parts: FormParts): Control {
  const { default: fallback } = spec.schema;
  const unset = fallback === undefined ? 'not given' : `not given (${textOf(fallback)})`;
  const select = element(
    'select',
    {},
    element('option', { value: '' }, unset),
    ...choices.map((choice, index) => element('option', { value: index }, textOf(choice))),
  );
  const frame = new FieldFrame(select, spec, parts);
  return {
    element: frame.element,
    read: () => (select.value === '' ? undefined : choices[Number(select.value)]),
    write(value) {
      const index = choices.findIndex((choice) => JSON.stringify(choice) === JSON.stringify(value));
      select.value = index === -1 ? '' : String(index);
    },
    require: (required) => frame.require(required),
    complain: (_path, message) => frame.complain(message),
    clear: () => frame.clear(),
    focus: () => select.focus(),
  };
}

function textOf(choice: JsonValue): string {
  return typeof choice === 'string' ? choice : JSON.stringify(choice);
}
