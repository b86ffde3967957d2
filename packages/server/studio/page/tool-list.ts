import type { ToolDescription } from '@toolwright/core';
import { findTools } from '../tools/find-tools.ts';
import { element } from './element.ts';

/** Where a tool is on this page. */
export function addressOf(name: string): string {
  return `#${encodeURIComponent(name)}`;
}

/** The tools, with a search among them; the arrow keys go from one to the next. */
export class ToolList {
  readonly element: HTMLElement;
  readonly #search: HTMLInputElement;
  readonly #status: HTMLElement = element('p', { class: 'hint', role: 'status', 'aria-live': 'polite' });
  readonly #list: HTMLElement = element('ul', { class: 'tools', id: 'tools' });
  #tools: readonly ToolDescription[] = [];
  #marked: string | undefined;

  constructor() {
    this.#search = element('input', {
      type: 'search',
      placeholder: 'Find a tool',
      'aria-label': 'Find a tool',
      'aria-keyshortcuts': '/',
      autocomplete: 'off',
      spellcheck: 'false',
      on: { input: () => this.#draw() },
    });
    const on = { keydown: (event: KeyboardEvent) => this.#onKey(event) };
    this.element = element('nav', { 'aria-label': 'Tools', on }, this.#search, this.#status, this.#list);
  }

  show(tools: readonly ToolDescription[]): void {
    this.#tools = tools;
    this.#draw();
  }

  /** Marks the tool that the page is about. */
  mark(name: string | undefined): void {
    this.#marked = name;
    for (const link of this.#links()) markLink(link, link.dataset['tool'] === name);
  }

  /** Says something about the list in place of how long it is. */
  tell(message: string): void {
    this.#status.textContent = message;
  }

  focus(): void {
    this.#search.focus();
    this.#search.select();
  }

  #links(): readonly HTMLAnchorElement[] {
    return [...this.#list.querySelectorAll('a')];
  }

  #draw(): void {
    const found = findTools(this.#tools, this.#search.value);
    const links = found.map((tool) => linkTo(tool, tool.name === this.#marked));
    this.#list.replaceChildren(...links.map((link) => element('li', {}, link)));
    const all = this.#tools.length === 1 ? '1 tool' : `${this.#tools.length} tools`;
    this.tell(this.#search.value.trim() === '' ? all : `${found.length} of ${all}`);
  }

  #onKey(event: KeyboardEvent): void {
    const { key, target } = event;
    if (key === 'Enter' && target === this.#search) this.#links()[0]?.click();
    if (key !== 'ArrowDown' && key !== 'ArrowUp') return;
    event.preventDefault();
    const stops = [this.#search, ...this.#links()];
    const at = stops.findIndex((stop) => stop === document.activeElement) + (key === 'ArrowDown' ? 1 : -1);
    stops[Math.min(Math.max(at, 0), stops.length - 1)]?.focus();
  }
}

function linkTo(tool: ToolDescription, isMarked: boolean): HTMLAnchorElement {
  const { name, title, kind, streaming } = tool;
  const link = element(
    'a',
    { href: addressOf(name), 'data-tool': name },
    element('span', { class: 'tool-name' }, title ?? name),
    element('span', { class: `dot ${kind}`, title: kind }),
    title === undefined ? undefined : element('span', { class: 'under' }, name),
    streaming ? element('span', { class: 'under' }, 'streams') : undefined,
  );
  markLink(link, isMarked);
  return link;
}

function markLink(link: HTMLElement, isMarked: boolean): void {
  if (isMarked) link.setAttribute('aria-current', 'page');
  else link.removeAttribute('aria-current');
}
