import { element } from './element.ts';

/** Buttons of which one is pressed, the first to begin with; `choose` may refuse by returning false. */
export function switchButtons<Name extends string>(
  label: string,
  names: readonly Name[],
  choose: (name: Name) => boolean,
): HTMLElement {
  const buttons = names.map((name, index) => {
    const button = element('button', { type: 'button', 'aria-pressed': String(index === 0) }, name);
    button.addEventListener('click', () => {
      if (choose(name)) for (const one of buttons) one.setAttribute('aria-pressed', String(one === button));
    });
    return button;
  });
  return element('div', { class: 'switch', role: 'group', 'aria-label': label }, ...buttons);
}
