import type { JsonValue, ToolDescription } from '@toolwright/core';
import type { InputIssue } from '../answer/issues.ts';
import type { Control } from '../form/control.ts';
import { createForm } from '../form/create-form.ts';
import { announceInput, element } from './element.ts';
import { switchButtons } from './switch-buttons.ts';

/** Where the input of a call is given: as a form, or as JSON. */
export class InputPanel {
  readonly element: HTMLElement;
  readonly #form: Control;
  readonly #raw: HTMLTextAreaElement;
  readonly #error: HTMLElement;

  constructor({ inputSchema, examples = [] }: ToolDescription) {
    this.#form = createForm(inputSchema, 'input', 'input');
    const described = { 'aria-label': 'Input as JSON', 'aria-describedby': 'raw-error' };
    this.#raw = element('textarea', { class: 'code raw', spellcheck: 'false', hidden: true, ...described });
    this.#error = element('p', { class: 'error', id: 'raw-error', role: 'alert', hidden: true });
    const bar = element(
      'div',
      { class: 'bar' },
      element('h2', {}, 'Input'),
      ...examples.map((example, index) => this.#exampleButton(example, index)),
      switchButtons('View of the input', ['Form', 'JSON'], (view) => this.#turnTo(view)),
    );
    this.element = element('div', { class: 'input-panel' }, bar, this.#form.element, this.#raw, this.#error);
  }

  /** `undefined` while what is written as JSON is none: the panel says so. */
  read(): JsonValue | undefined {
    if (this.#raw.hidden) return this.#form.read() ?? {};
    try {
      const text = this.#raw.value.trim();
      const input = JSON.parse(text === '' ? '{}' : text) as JsonValue;
      this.#tell('');
      return input;
    } catch (problem) {
      this.#tell(`This is no JSON: ${problem instanceof Error ? problem.message : String(problem)}`);
      return undefined;
    }
  }

  write(input: JsonValue): void {
    this.#fill(input);
    announceInput(this.element);
  }

  /** Shows what is wrong, beside each field, and goes to the first. */
  complain(issues: readonly InputIssue[]): void {
    if (issues.length === 0) return;
    if (!this.#raw.hidden) {
      this.#tell(
        issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('. '),
      );
      return;
    }
    for (const { path, message } of issues) this.#form.complain(path, message);
    this.element.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }

  clear(): void {
    this.#form.clear();
    this.#tell('');
  }

  #fill(input: JsonValue): void {
    this.#form.write(input);
    this.#raw.value = JSON.stringify(input, undefined, 2);
    this.clear();
  }

  #tell(message: string): void {
    this.#error.textContent = message;
    this.#error.hidden = message === '';
    this.#raw.toggleAttribute('aria-invalid', message !== '');
  }

  /** What cannot be read cannot be shown in another way. */
  #turnTo(view: 'Form' | 'JSON'): boolean {
    const input = this.read();
    if (input === undefined) return false;
    this.#fill(input);
    this.#raw.hidden = view === 'Form';
    this.#form.element.hidden = view === 'JSON';
    return true;
  }

  #exampleButton(example: JsonValue, index: number): HTMLElement {
    const attributes = { type: 'button', class: 'quiet', on: { click: () => this.write(example) } };
    return element('button', attributes, `Example ${index + 1}`);
  }
}
