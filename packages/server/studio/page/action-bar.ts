import { element } from './element.ts';

/** What the buttons of a call do, beside sending it. */
export interface Actions {
  /** Where the tool streams. */
  readonly stream: (() => void) | undefined;
  readonly cancel: () => void;
}

/** The buttons of a call. */
export interface ActionBar {
  readonly element: HTMLElement;
  readonly setBusy: (isBusy: boolean) => void;
}

/** Makes the buttons; the one that sends is of the form that it is in. */
export function actionBar({ stream, cancel }: Actions): ActionBar {
  const send = element(
    'button',
    { type: 'submit', class: 'primary', 'aria-keyshortcuts': 'Control+Enter' },
    'Send',
  );
  const streams = element('button', { type: 'button', hidden: stream === undefined }, 'Stream');
  if (stream !== undefined) streams.addEventListener('click', stream);
  const cancels = element(
    'button',
    { type: 'button', disabled: true, 'aria-keyshortcuts': 'Escape', on: { click: cancel } },
    'Cancel',
  );
  const keys = element('span', { class: 'hint keys' }, 'Ctrl+Enter sends · Esc cancels');
  return {
    element: element('div', { class: 'bar actions' }, send, streams, cancels, keys),
    setBusy(isBusy) {
      // Not "disabled": the focus would be lost.
      for (const button of [send, streams]) button.setAttribute('aria-disabled', String(isBusy));
      cancels.disabled = !isBusy;
    },
  };
}
