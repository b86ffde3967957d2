import type { StudioSettings } from '../../src/studio/studio-settings.ts';
import type { RequestParts } from '../request/build-request.ts';
import { readHeaders, writeHeaders } from '../request/read-headers.ts';
import { element } from './element.ts';
import { labelled } from './labelled.ts';

/** Where the server of this page is: behind a proxy it may have a path in front of the route. */
export function baseOf({ origin, pathname }: Pick<Location, 'origin' | 'pathname'>, route: string): string {
  const path = pathname.replace(/\/$/, '');
  return origin + (path.endsWith(route) ? path.slice(0, -route.length) : '');
}

/** Says to whom calls go, and as whom. The token stays in the page: nothing keeps it. */
export class ConnectionPanel {
  readonly element: HTMLDetailsElement;
  readonly #settings: StudioSettings;
  readonly #server: HTMLSelectElement;
  readonly #token: HTMLInputElement;
  readonly #headers: HTMLTextAreaElement;
  readonly #error: HTMLElement;

  constructor(settings: StudioSettings, here: string, onReload: () => void) {
    this.#settings = settings;
    const all = [{ name: 'This server', url: here }, ...settings.environments];
    const options = all.map(({ name, url }) => element('option', { value: url }, name));
    this.#server = element('select', { id: 'server', on: { change: onReload } }, ...options);
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Enter') onReload();
    };
    const secret = { type: 'password', autocomplete: 'off', spellcheck: 'false' };
    this.#token = element('input', { id: 'token', ...secret, on: { keydown: onKey } });
    this.#token.value = settings.authentication.default;
    const described = {
      class: 'code',
      spellcheck: 'false',
      'aria-describedby': 'headers-hint headers-error',
    };
    this.#headers = element('textarea', { id: 'headers', rows: 3, ...described });
    this.#headers.value = writeHeaders(settings.defaultHeaders);
    this.#error = element('p', { class: 'error', id: 'headers-error', role: 'alert', hidden: true });
    this.element = this.#panel(onReload);
  }

  /** What every request of the page shares; `undefined` while the headers cannot be read: the panel says why. */
  read(): Pick<RequestParts, 'base' | 'authentication' | 'token' | 'headers'> | undefined {
    const read = readHeaders(this.#headers.value);
    const problem = 'problem' in read ? read.problem : '';
    this.#error.textContent = problem;
    this.#error.hidden = problem === '';
    if ('problem' in read) {
      this.element.open = true;
      return undefined;
    }
    return {
      base: this.#server.value,
      authentication: this.#settings.authentication.type,
      token: this.#token.value.trim(),
      headers: read.headers,
    };
  }

  /** Asks for a token, because the server does. */
  askForToken(): void {
    this.element.open = true;
    this.#token.focus();
  }

  #panel(onReload: () => void): HTMLDetailsElement {
    const { environments, authentication } = this.#settings;
    return element(
      'details',
      { class: 'connection' },
      element('summary', {}, 'Connection'),
      environments.length === 0 ? undefined : labelled('server', 'Server', this.#server),
      labelled('token', authentication.type === 'bearer' ? 'Bearer token' : 'API key', this.#token),
      labelled('headers', 'Headers', this.#headers),
      element('p', { class: 'hint', id: 'headers-hint' }, 'One a line, as name: value'),
      this.#error,
      element('button', { type: 'button', on: { click: onReload } }, 'Load tools'),
    );
  }
}
