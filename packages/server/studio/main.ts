import type { ToolDescription } from '@toolwright/core';
import type { StudioSettings } from '../src/studio/studio-settings.ts';
import { baseOf, ConnectionPanel } from './page/connection-panel.ts';
import { element } from './page/element.ts';
import { historyPanel } from './page/history-panel.ts';
import { safeStorage } from './page/safe-storage.ts';
import { themeButton } from './page/theme-button.ts';
import { addressOf, ToolList } from './page/tool-list.ts';
import { ToolView } from './page/tool-view.ts';
import { listRequest } from './request/build-request.ts';
import { send } from './request/send.ts';
import { isObject } from './schema/resolve-schema.ts';
import { createHistory } from './tools/history.ts';
import type { HistoryEntry } from './tools/history.ts';

const settings = JSON.parse(document.querySelector('#settings')?.textContent ?? '{}') as StudioSettings;
const pace = {
  now: () => performance.now(),
  rest: () => new Promise<void>((resolve) => setTimeout(resolve, 0)),
};
const storage = safeStorage(() => localStorage);
const history = createHistory(storage);

let tools: ReadonlyMap<string, ToolDescription> = new Map();
let view: ToolView | undefined;
let loading = new AbortController();

const list = new ToolList();
const connection = new ConnectionPanel(settings, baseOf(location, settings.route), () => void load());
const past = historyPanel(history, restore);
const main = element('main', {}, welcome());

document
  .querySelector('#app')
  ?.replaceChildren(
    element(
      'aside',
      {},
      element(
        'div',
        { class: 'brand' },
        element('a', { href: '#' }, 'Studio'),
        themeButton(settings.theme, storage),
      ),
      connection.element,
      list.element,
      past.element,
    ),
    main,
  );
addEventListener('hashchange', showSelected);
addEventListener('keydown', onKey);
document.querySelector('#skip')?.addEventListener('click', (event) => {
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
});
void load();

/** Asks the server for its tools, and shows them. */
async function load(): Promise<void> {
  loading.abort();
  loading = new AbortController();
  const { signal } = loading;
  const shared = connection.read();
  if (shared === undefined) return;
  try {
    const { status, body } = await send(listRequest(shared), { ...pace, signal });
    const found = isObject(body) ? body['tools'] : undefined;
    if (status === 401) connection.askForToken();
    if (!Array.isArray(found)) return showTools([], refusal(status, body));
    showTools(found);
  } catch (error) {
    if (!signal.aborted) showTools([], `The server does not answer: ${String(error)}`);
  }
}

function refusal(status: number, body: unknown): string {
  const said = isObject(body) && typeof body['detail'] === 'string' ? body['detail'] : `HTTP ${status}`;
  return status === 401 ? `${said}. Give a token and load the tools.` : said;
}

function showTools(found: readonly ToolDescription[], problem?: string): void {
  tools = new Map(found.map((tool) => [tool.name, tool]));
  list.show(found);
  if (problem !== undefined) list.tell(problem);
  showSelected();
}

function showSelected(): void {
  view?.cancel();
  const tool = tools.get(decodeURIComponent(location.hash.slice(1)));
  list.mark(tool?.name);
  document.body.classList.toggle('has-tool', tool !== undefined);
  document.title = tool === undefined ? 'Studio' : `${tool.title ?? tool.name} · Studio`;
  view = tool && new ToolView(tool, { connection, pace, onAnswered: remember });
  main.replaceChildren(view?.element ?? welcome());
  if (tool !== undefined) document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function remember(entry: Omit<HistoryEntry, 'atMs'>): void {
  history.add({ ...entry, atMs: performance.timeOrigin + pace.now() });
  past.refresh();
}

function restore({ tool, input }: HistoryEntry): void {
  if (!tools.has(tool)) return list.tell(`"${tool}" is not there any more.`);
  // The view is made at once, not when the browser tells of the new address.
  if (location.hash !== addressOf(tool)) globalThis.history.pushState(undefined, '', addressOf(tool));
  showSelected();
  view?.write(input);
}

function onKey(event: KeyboardEvent): void {
  const isTyping = event.target instanceof Element && event.target.matches('input, textarea, select');
  if (event.key === '/' && !isTyping) {
    event.preventDefault();
    list.focus();
  } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    view?.send();
  } else if (event.key === 'Escape') view?.cancel();
}

function welcome(): HTMLElement {
  return element(
    'div',
    { class: 'welcome' },
    element('h1', { id: 'main', tabindex: -1 }, 'Choose a tool'),
    element('p', {}, 'Read what it does, fill in its form, and see what comes back.'),
    element(
      'p',
      { class: 'hint' },
      element('kbd', {}, '/'),
      ' finds a tool · ',
      element('kbd', {}, 'Ctrl'),
      '+',
      element('kbd', {}, 'Enter'),
      ' sends · ',
      element('kbd', {}, 'Esc'),
      ' cancels',
    ),
  );
}
