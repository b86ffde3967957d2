import type { Call, Failure, Next, Outcome } from '@toolwright/core';
import { failed, ToolError } from '@toolwright/core';
import { attemptSpan } from './attempt-span.ts';
import type { LatencySketch } from './latency-sketch.ts';
import type { RetryBudget } from './retry-budget.ts';

/** What a race needs to know. */
export interface HedgeRaceOptions {
  readonly call: Call;
  readonly next: Next;
  readonly budget: RetryBudget;
  readonly sketch: LatencySketch;
  /** When the second attempt starts, if the first has not been answered. */
  readonly delayMs: number;
}

interface Runner {
  readonly name: 'first' | 'second';
  readonly controller: AbortController;
}

/** Two attempts of one call at most: the first that has something to say wins, and the other is aborted. */
export class HedgeRace {
  readonly #options: HedgeRaceOptions;
  readonly #startedAtMs: number;
  readonly #running = new Set<Runner>();
  #hedged = false;
  #failure: Failure | undefined;
  #cancelTimer!: () => void;
  #answer!: (outcome: Outcome) => void;

  constructor(options: HedgeRaceOptions) {
    this.#options = options;
    this.#startedAtMs = options.call.clock.monotonicNow();
  }

  run(): Promise<Outcome> {
    const { call, delayMs } = this.#options;
    return new Promise((resolve) => {
      this.#answer = resolve;
      const waited = new Promise<void>((over) => {
        this.#cancelTimer = call.clock.after(delayMs, over);
      });
      // Through a promise: timers are shared, and one that another call armed would run this in that call's span.
      void waited.then(() => this.#hedge());
      this.#start('first');
    });
  }

  #start(name: Runner['name']): void {
    const { call, next } = this.#options;
    const runner = { name, controller: new AbortController() };
    this.#running.add(runner);
    const fork = call.fork({ attempt: call.attempt, signal: runner.controller.signal });
    const running = name === 'first' ? next(fork) : attemptSpan('hedge', call, fork, next);
    void running.then((outcome) => this.#settled(runner, outcome));
  }

  #hedge(): void {
    const { call, budget, delayMs } = this.#options;
    if (call.interrupted || this.#running.size === 0) return;
    if (!budget.spend()) {
      call.annotate('hedge', { delayMs: Math.round(delayMs), hedged: false, reason: 'budget' });
      return;
    }
    this.#hedged = true;
    this.#start('second');
  }

  #settled(runner: Runner, outcome: Outcome): void {
    if (!this.#running.delete(runner)) return;
    if (outcome.ok === false) {
      if (runner.name === 'first') this.#failure = outcome.failure;
      if (this.#running.size > 0) return;
    }
    this.#cancelTimer();
    if (outcome.ok === true) this.#measure();
    if (this.#hedged) this.#tell(outcome.ok === false ? undefined : runner.name);
    const losers = [...this.#running];
    this.#running.clear();
    for (const { controller } of losers)
      controller.abort(new ToolError('CANCELLED', 'The other attempt was faster'));
    this.#answer(outcome.ok === false ? failed(this.#failure ?? outcome.failure) : outcome);
  }

  /** Of a first attempt that lost it is only known that it would have taken longer; to leave it out would flatter. */
  #measure(): void {
    this.#options.sketch.record(this.#options.call.clock.monotonicNow() - this.#startedAtMs);
  }

  #tell(won: Runner['name'] | undefined): void {
    const { call, delayMs } = this.#options;
    call.annotate('hedge', { delayMs: Math.round(delayMs), hedged: true, ...(won !== undefined && { won }) });
  }
}
