import type { JsonObject } from '@toolwright/core';
import { factsOf } from '../answer/facts.ts';
import type { Answer } from '../request/send.ts';
import { isObject } from '../schema/resolve-schema.ts';
import { element } from './element.ts';
import { jsonBlock } from './json-block.ts';
import { questions } from './questions.ts';

/** An answer as it is shown: facts, what went wrong, data, and everything there is below. */
export function answerContent(
  answer: Answer,
  answerBack: (answers: JsonObject) => void,
): readonly HTMLElement[] {
  const { body, headers } = answer;
  const { status, data, requests, detail, error } = isObject(body) ? body : {};
  const failure = isObject(error) ? error['message'] : detail;
  const content = [factList(answer)];
  if (typeof failure === 'string') content.push(element('p', { class: 'failure' }, failure));
  if (status === 'input_required' && Array.isArray(requests))
    content.push(questions(requests.filter(isObject), answerBack));
  if (status === 'success') content.push(jsonBlock(data ?? null, 'Data'));
  const isKnown = typeof failure === 'string' || status === 'success' || status === 'input_required';
  const whole = jsonBlock(body, 'Whole answer');
  return [
    ...content,
    isKnown ? folded('Whole answer', whole) : whole,
    folded('Headers', jsonBlock(headers, 'Headers of the answer')),
  ];
}

function factList(answer: Answer): HTMLElement {
  const facts = factsOf(answer).map(({ label, text, tone }) =>
    element('div', { class: `fact ${tone}` }, element('dt', {}, label), element('dd', {}, text)),
  );
  return element('dl', { class: 'facts' }, ...facts);
}

function folded(title: string, content: HTMLElement): HTMLElement {
  return element('details', {}, element('summary', {}, title), content);
}
