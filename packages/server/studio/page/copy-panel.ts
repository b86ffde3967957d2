import type { RequestParts } from '../request/build-request.ts';
import { copyAs, copyForms } from '../request/copy-as.ts';
import type { CopyForm } from '../request/copy-as.ts';
import { element } from './element.ts';
import { switchButtons } from './switch-buttons.ts';

/** Shows the call as it is written elsewhere. */
export interface CopyPanel {
  readonly element: HTMLElement;
  /** The call has changed. */
  readonly refresh: () => void;
}

/** Makes a panel for the call that `read` tells; `undefined` while there is none. */
export function copyPanel(read: () => RequestParts | undefined): CopyPanel {
  let form: CopyForm = copyForms[0];
  const code = element('pre', {
    class: 'code',
    tabindex: 0,
    role: 'region',
    'aria-label': 'The call as code',
  });
  const status = element('span', { role: 'status', class: 'hint' });
  const panel = element('details', { class: 'copy' }, element('summary', {}, 'Use it elsewhere'));
  const refresh = (): void => {
    if (!panel.open) return;
    const parts = read();
    code.textContent = parts === undefined ? '' : copyAs(form, parts);
    status.textContent = '';
  };
  const forms = switchButtons('Form of the call', copyForms, (name) => {
    form = name;
    refresh();
    return true;
  });
  const onCopy = async (): Promise<void> => {
    status.textContent = await copyText(code);
  };
  const copy = element(
    'button',
    { type: 'button', class: 'quiet', on: { click: () => void onCopy() } },
    'Copy',
  );
  panel.addEventListener('toggle', refresh);
  panel.append(element('div', { class: 'bar' }, forms, copy, status), code);
  return { element: panel, refresh };
}

/** A page that was not served safely may not write to the clipboard: there the text is selected. */
async function copyText(from: HTMLElement): Promise<string> {
  try {
    await navigator.clipboard.writeText(from.textContent);
    return 'Copied';
  } catch {
    getSelection()?.selectAllChildren(from);
    return 'Selected: copy it with the keyboard';
  }
}
