import { duration } from '../answer/facts.ts';
import type { History, HistoryEntry } from '../tools/history.ts';
import { element } from './element.ts';

/** Shows the calls that were made. */
export interface HistoryPanel {
  readonly element: HTMLElement;
  refresh(): void;
}

/** Makes the panel; `restore` brings a call back. */
export function historyPanel(history: History, restore: (entry: HistoryEntry) => void): HistoryPanel {
  const list = element('ol', { class: 'history' });
  const clear = element('button', { type: 'button', class: 'quiet' }, 'Forget all');
  const hint = element('p', { class: 'hint' }, 'Kept in this browser, without secrets and headers.');
  const refresh = (): void => {
    const entries = history.list();
    clear.hidden = entries.length === 0;
    list.replaceChildren(...entries.map((entry) => element('li', {}, rowOf(entry, restore))));
  };
  clear.addEventListener('click', () => {
    history.clear();
    refresh();
  });
  refresh();
  const panel = element(
    'details',
    { class: 'history-panel', open: true },
    element('summary', {}, 'History'),
    hint,
    list,
    clear,
  );
  return { element: panel, refresh };
}

function rowOf(entry: HistoryEntry, restore: (entry: HistoryEntry) => void): HTMLElement {
  const { tool, outcome, elapsedMs, atMs } = entry;
  const at = new Date(atMs).toLocaleTimeString();
  return element(
    'button',
    {
      type: 'button',
      class: outcome === 'success' ? 'entry good' : 'entry bad',
      on: { click: () => restore(entry) },
    },
    element('span', { class: 'tool-name' }, tool),
    element('span', { class: 'under' }, `${outcome} · ${duration(elapsedMs)} · ${at}`),
  );
}
