import { element } from './element.ts';

/** How the page looks. */
export type Theme = 'auto' | 'light' | 'dark';

const key = 'toolwright-studio-theme';
const themes: readonly Theme[] = ['auto', 'light', 'dark'];

/** A list of how the page can look; the reader's choice is kept in the browser. */
export function themeButton(initial: Theme, storage: Pick<Storage, 'getItem' | 'setItem'>): HTMLElement {
  const kept = themes.find((theme) => theme === storage.getItem(key));
  const select = element(
    'select',
    { 'aria-label': 'Theme', class: 'theme' },
    ...themes.map((theme) =>
      element('option', { value: theme, selected: theme === (kept ?? initial) }, theme),
    ),
  );
  const apply = (): void => {
    document.documentElement.dataset['theme'] = select.value;
  };
  select.addEventListener('change', () => {
    storage.setItem(key, select.value);
    apply();
  });
  apply();
  return select;
}
