import type { JsonObject, JsonValue } from '@toolwright/core';
import { createForm } from '../form/create-form.ts';
import { isObject } from '../schema/resolve-schema.ts';
import { element } from './element.ts';

/** What a tool asks before it goes on, each with its own form. */
export function questions(
  requests: readonly JsonObject[],
  answerBack: (answers: JsonObject) => void,
): HTMLElement {
  const forms = requests.map(({ id, prompt, schema }, index) => {
    const asked = textOf(prompt);
    const control = createForm(isObject(schema) ? schema : {}, asked, `answer-${index}`);
    return { id: textOf(id), asked, control };
  });
  const form = element(
    'form',
    { class: 'questions', novalidate: true },
    ...forms.flatMap(({ asked, control }) => [element('h3', {}, asked), control.element]),
    element('button', { type: 'submit', class: 'primary' }, 'Answer'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    answerBack(Object.fromEntries(forms.map(({ id, control }) => [id, control.read() ?? null])));
  });
  return form;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
