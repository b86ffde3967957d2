import type { JsonObject, JsonValue } from '@toolwright/core';
import { factsOf } from '../answer/facts.ts';
import type { Answer } from '../request/send.ts';
import { isObject } from '../schema/resolve-schema.ts';
import { answerContent } from './answer-content.ts';
import { element } from './element.ts';

const mostEvents = 300;

/** One piece of an answer. */
interface Piece {
  readonly number: number;
  readonly event: string;
  readonly data: JsonValue;
}

/** Where the answer of a call is shown, piece by piece if it comes so. */
export class AnswerPanel {
  readonly element: HTMLElement;
  readonly #status: HTMLElement;
  readonly #progress: HTMLProgressElement;
  readonly #events: HTMLElement;
  readonly #place: HTMLElement = element('div');
  /** Pieces that came since the last were drawn: once for each picture is often enough. */
  #waiting: Piece[] = [];
  #frame: number | undefined;
  #count = 0;

  constructor() {
    const live = { role: 'status', 'aria-live': 'polite', class: 'answer-status' };
    this.#status = element('p', live, 'Nothing sent yet.');
    this.#progress = element('progress', { 'aria-label': 'Progress', hidden: true });
    this.#events = element('ol', { class: 'events', 'aria-label': 'Events', hidden: true, tabindex: 0 });
    this.element = element(
      'section',
      { class: 'answer', 'aria-label': 'Answer' },
      element('h2', {}, 'Answer'),
      this.#status,
      this.#progress,
      this.#events,
      this.#place,
    );
  }

  /** Begins anew, for a call that is under way. */
  begin(): void {
    this.#count = 0;
    this.#waiting = [];
    this.#status.textContent = 'Sending …';
    this.element.setAttribute('aria-busy', 'true');
    this.#events.hidden = true;
    this.#events.replaceChildren();
    this.#place.replaceChildren();
  }

  /** Adds a piece of an answer that comes piece by piece; of very many the last ones are kept. */
  add(event: string, data: JsonValue): void {
    if (event === 'progress') {
      this.#advance(data);
      return;
    }
    this.#count += 1;
    this.#waiting.push({ number: this.#count, event, data });
    if (this.#waiting.length > mostEvents) this.#waiting.shift();
    this.#frame ??= requestAnimationFrame(() => this.#draw());
  }

  /** Shows an answer; `answerBack` sends what a person answers to a tool that asks. */
  show(answer: Answer, answerBack: (answers: JsonObject) => void): void {
    const [outcome, time] = factsOf(answer);
    this.tell(`${outcome?.text ?? ''} in ${time?.text ?? ''}`);
    this.#place.replaceChildren(...answerContent(answer, answerBack));
  }

  /** Says how it ended. */
  tell(message: string): void {
    this.#draw();
    this.element.removeAttribute('aria-busy');
    this.#progress.hidden = true;
    this.#status.textContent = message;
  }

  #draw(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    if (this.#waiting.length === 0) return;
    this.#status.textContent = this.#count === 1 ? '1 event' : `${this.#count} events`;
    this.#events.hidden = false;
    this.#events.append(...this.#waiting.map(rowOf));
    this.#waiting = [];
    while (this.#events.childElementCount > mostEvents) this.#events.firstElementChild?.remove();
    this.#events.scrollTop = this.#events.scrollHeight;
  }

  #advance(data: JsonValue): void {
    const { completed, total } = isObject(data) ? data : {};
    this.#progress.hidden = false;
    if (typeof total === 'number' && total > 0) {
      this.#progress.max = total;
      this.#progress.value = Number(completed);
    } else this.#progress.removeAttribute('value');
  }
}

function rowOf({ number, event, data }: Piece): HTMLElement {
  const name = event === 'chunk' ? undefined : element('b', {}, `${event} `);
  return element('li', { value: number }, name, typeof data === 'string' ? data : JSON.stringify(data));
}
