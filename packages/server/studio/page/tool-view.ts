import type { JsonObject, JsonValue, ToolDescription } from '@toolwright/core';
import { factsOf } from '../answer/facts.ts';
import { issuesOf } from '../answer/issues.ts';
import { buildRequest } from '../request/build-request.ts';
import type { RequestParts } from '../request/build-request.ts';
import { send } from '../request/send.ts';
import type { Answer, SendOptions } from '../request/send.ts';
import { isObject } from '../schema/resolve-schema.ts';
import { withoutSecrets } from '../schema/without-secrets.ts';
import type { HistoryEntry } from '../tools/history.ts';
import { actionBar } from './action-bar.ts';
import type { ActionBar } from './action-bar.ts';
import { AnswerPanel } from './answer-panel.ts';
import type { ConnectionPanel } from './connection-panel.ts';
import { copyPanel } from './copy-panel.ts';
import { element } from './element.ts';
import { InputPanel } from './input-panel.ts';
import { toolHeader } from './tool-header.ts';

/** What a view needs of the page around it. */
export interface ToolViewParts {
  readonly connection: ConnectionPanel;
  /** How requests are timed, and how the page stays awake meanwhile. */
  readonly pace: Pick<SendOptions, 'now' | 'rest'>;
  /** Takes note of a call that was answered. */
  readonly onAnswered: (entry: Omit<HistoryEntry, 'atMs'>) => void;
}

/** How one call is to be made. */
interface CallForm {
  readonly stream: boolean;
  readonly answers?: JsonObject;
  readonly state?: string;
}

/** One tool on the page, ready to be called. */
export class ToolView {
  readonly element: HTMLElement;
  readonly #tool: ToolDescription;
  readonly #parts: ToolViewParts;
  readonly #input: InputPanel;
  readonly #answer = new AnswerPanel();
  readonly #actions: ActionBar;
  #running: AbortController | undefined;

  constructor(tool: ToolDescription, parts: ToolViewParts) {
    this.#tool = tool;
    this.#parts = parts;
    this.#input = new InputPanel(tool);
    this.#actions = actionBar({
      stream: tool.streaming ? () => void this.#call({ stream: true }) : undefined,
      cancel: () => this.cancel(),
    });
    const work = element('div', { class: 'work' }, this.#form(), this.#answer.element);
    this.element = element('article', { 'aria-labelledby': 'main' }, toolHeader(tool), work);
  }

  write(input: JsonValue): void {
    this.#input.write(input);
  }

  /** Sends the call, unless one is under way. */
  send(): void {
    void this.#call({ stream: false });
  }

  /** Gives up the call that is under way. */
  cancel(): void {
    this.#running?.abort();
  }

  #form(): HTMLElement {
    const copy = copyPanel(() => this.#requestToCopy());
    const content = [this.#input.element, this.#actions.element, copy.element];
    const form = element(
      'form',
      { class: 'call', novalidate: true, on: { input: copy.refresh } },
      ...content,
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.send();
    });
    return form;
  }

  #request(): RequestParts | undefined {
    const [shared, input] = [this.#parts.connection.read(), this.#input.read()];
    return shared === undefined || input === undefined
      ? undefined
      : { ...shared, tool: this.#tool.name, input };
  }

  #requestToCopy(): RequestParts | undefined {
    const request = this.#request();
    return request && { ...request, input: withoutSecrets(request.input, this.#tool.inputSchema, placeFor) };
  }

  async #call(form: CallForm): Promise<void> {
    const request = this.#running === undefined ? this.#request() : undefined;
    if (request === undefined) return;
    const { signal } = (this.#running = new AbortController());
    this.#input.clear();
    this.#answer.begin();
    this.#actions.setBusy(true);
    try {
      const onEvent = (event: string, data: JsonValue): void => this.#answer.add(event, data);
      const options = { ...this.#parts.pace, signal, onEvent };
      const answer = await send(buildRequest({ ...request, ...form }), options);
      this.#answered(request.input, answer);
    } catch (error) {
      this.#answer.tell(signal.aborted ? 'Cancelled.' : `No answer: ${String(error)}`);
    }
    this.#running = undefined;
    this.#actions.setBusy(false);
  }

  #answered(given: JsonValue, answer: Answer): void {
    const { name, inputSchema } = this.#tool;
    const { state } = isObject(answer.body) ? answer.body : {};
    const asked = typeof state === 'string' ? { stream: false, state } : { stream: false };
    this.#answer.show(answer, (answers) => void this.#call({ ...asked, answers }));
    const issues = issuesOf(answer.body);
    this.#input.complain(issues);
    if (issues.length === 0) this.#answer.element.scrollIntoView({ block: 'nearest' });
    const input = withoutSecrets(given, inputSchema);
    const outcome = factsOf(answer)[0]?.text ?? '';
    this.#parts.onAnswered({ tool: name, input, outcome, elapsedMs: answer.elapsedMs });
  }
}

/** What stands for a secret in a call that is written down. */
function placeFor(name: string): string {
  return `<${name}>`;
}
