type Attribute = string | number | boolean | undefined;
type Handlers = { readonly [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void };

/** What an element is made with: attributes (`true`: present, `false`: absent), and handlers of its events. */
export interface ElementOptions {
  readonly on?: Handlers;
  readonly [attribute: string]: Attribute | Handlers;
}

/** What an element holds; `undefined` is left out. Text stays text, whatever is in it. */
export type Content = Node | string | undefined;

/** Makes an element. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  options: ElementOptions = {},
  ...content: readonly Content[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  const { on = {}, ...attributes } = options;
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '');
    else if (typeof value === 'string' || typeof value === 'number') made.setAttribute(name, String(value));
  }
  for (const [name, handle] of Object.entries(on)) made.addEventListener(name, handle as EventListener);
  made.append(...content.filter((one) => one !== undefined));
  return made;
}

/** Tells what is around an element that something in it has changed, as typing does. */
export function announceInput(from: HTMLElement): void {
  from.dispatchEvent(new Event('input', { bubbles: true }));
}
