import { failed, isToolError, succeeded, toFailure, toToolError } from '@toolwright/core';
import type { CircuitEvent, CircuitSnapshot, CircuitState, Failed, Failure, Outcome } from '@toolwright/core';
import { answerOr } from './answer-or.ts';
import type { Circuit } from './circuit.ts';
import type { Fallback, FallbackSuccess } from './fallback.ts';
import type { ManagedCircuitBreaker } from './managed-circuit-breaker.ts';
import { modeOption } from './options.ts';
import type { CircuitMode } from './options.ts';
import type { Ticket } from './phase.ts';
import { refused, refusedByHand } from './refusal.ts';
import type { SharedCircuit } from './shared/shared-circuit.ts';
import { waitForLease } from './shared/wait-for-lease.ts';

/** What a breaker is made of. */
export interface BreakerParts {
  readonly circuit: Circuit;
  readonly shared: SharedCircuit | undefined;
  readonly fallback: Fallback | undefined;
  readonly fallbackFor: ((failure: Failure) => boolean) | undefined;
}

interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Runs calls under a circuit. What it decides, the circuit decides. */
export class Breaker implements ManagedCircuitBreaker {
  readonly #parts: BreakerParts;
  readonly #circuit: Circuit;
  // What a refusal by hand says is always the same.
  readonly #refusedByHand: Failed;

  constructor(parts: BreakerParts) {
    this.#parts = parts;
    this.#circuit = parts.circuit;
    this.#refusedByHand = refusedByHand(this.name);
  }

  get name(): string {
    return this.#circuit.settings.name;
  }

  get state(): CircuitState {
    return this.#circuit.state;
  }

  async execute<T>(work: () => Promise<T>, options?: CallOptions): Promise<T> {
    let thrown: { readonly error: unknown; readonly failure: Failure } | undefined;
    const outcome = await this.executeOutcome(async (): Promise<Outcome<T>> => {
      try {
        return succeeded(await work());
      } catch (error) {
        thrown = { error, failure: toFailure(error) };
        return failed(thrown.failure);
      }
    }, options);
    if (outcome.ok === true) return outcome.value;
    if (outcome.ok === false && outcome.failure !== thrown?.failure) throw toToolError(outcome.failure);
    throw thrown?.error;
  }

  executeOutcome<T>(work: () => Promise<Outcome<T>>, options?: CallOptions): Promise<Outcome<T>> {
    const nowMs = this.#circuit.settings.clock.monotonicNow();
    const ticket = this.#circuit.admit(nowMs);
    if (ticket !== undefined) return this.#run(work, ticket, nowMs, options);
    const leased = this.#circuit.awaitsLease(nowMs) ? this.#parts.shared?.requestLease() : undefined;
    if (leased === undefined) return this.#refuse(nowMs, options);
    return this.#runUnderLease(leased, work, options);
  }

  isolate(): void {
    this.#circuit.isolate();
  }

  close(): void {
    this.#circuit.close();
  }

  setMode(mode: CircuitMode): void {
    this.#circuit.setMode(modeOption(mode));
  }

  snapshot(): CircuitSnapshot {
    return this.#circuit.snapshot();
  }

  on(listener: (event: CircuitEvent) => void): () => void {
    return this.#circuit.listeners.add(listener);
  }

  [Symbol.dispose](): void {
    this.#parts.shared?.stop();
    this.#circuit.dispose();
  }

  // The one call that waits: for the answer whether this process is the one to probe.
  async #runUnderLease<T>(
    leased: Promise<void>,
    work: () => Promise<Outcome<T>>,
    options: CallOptions | undefined,
  ): Promise<Outcome<T>> {
    const left = await waitForLease(leased, this.name, options?.signal);
    if (left !== undefined) return failed(left);
    const nowMs = this.#circuit.settings.clock.monotonicNow();
    const ticket = this.#circuit.admit(nowMs);
    return ticket === undefined ? this.#refuse(nowMs, options) : this.#run(work, ticket, nowMs, options);
  }

  async #run<T>(
    work: () => Promise<Outcome<T>>,
    ticket: Ticket,
    startedAtMs: number,
    options: CallOptions | undefined,
  ): Promise<Outcome<T>> {
    let outcome: Outcome<T>;
    try {
      outcome = await work();
    } catch (thrown) {
      this.#settle(ticket, startedAtMs, failed(toFailure(thrown)), options);
      throw thrown;
    }
    this.#settle(ticket, startedAtMs, outcome, options);
    const { fallback } = this.#parts;
    if (outcome.ok !== false || !fallback || !this.#wantsFallback(outcome.failure)) return outcome;
    return this.#fallBack(fallback, outcome, options);
  }

  #settle(ticket: Ticket, startedAtMs: number, outcome: Outcome, options: CallOptions | undefined): void {
    if (ticket.state === 'disabled') return;
    const circuit = this.#circuit;
    const nowMs = circuit.settings.clock.monotonicNow();
    if (outcome.ok === true) circuit.succeeded(ticket, nowMs, nowMs - startedAtMs);
    else if (outcome.ok === false && this.#counts(outcome.failure, options)) {
      circuit.failed(ticket, nowMs, nowMs - startedAtMs, outcome.failure);
    } else circuit.ignored(ticket);
  }

  // The signal is read after a failure only: a signal that is made when it is read costs a success nothing.
  #counts(failure: Failure, options: CallOptions | undefined): boolean {
    const { isFailure } = this.#circuit.settings;
    if (!answerOr(true, () => isFailure(failure))) return false;
    const signal = options?.signal;
    return signal?.aborted !== true || isTimeout(signal.reason);
  }

  #refuse<T>(nowMs: number, options: CallOptions | undefined): Promise<Outcome<T>> {
    const retryAfterMs = this.#circuit.refuse(nowMs);
    const outcome = retryAfterMs === undefined ? this.#refusedByHand : refused(this.name, retryAfterMs);
    const { fallback, fallbackFor } = this.#parts;
    if (!fallback || (fallbackFor && !this.#wantsFallback(outcome.failure))) return Promise.resolve(outcome);
    return this.#fallBack(fallback, outcome, options);
  }

  #wantsFallback(failure: Failure): boolean {
    const { fallbackFor } = this.#parts;
    return fallbackFor !== undefined && answerOr(false, () => fallbackFor(failure));
  }

  async #fallBack<T>(
    fallback: Fallback,
    outcome: Failed,
    options: CallOptions | undefined,
  ): Promise<Outcome<T>> {
    const { failure } = outcome;
    let value: T;
    try {
      value = (await fallback(failure, { signal: options?.signal })) as T;
    } catch (thrown) {
      // The caller is better served by what happened first; the log finds the second under it.
      return failed({ ...failure, cause: thrown });
    }
    this.#circuit.listeners.tell({ type: 'fallback-used', failure });
    const answered: FallbackSuccess<T> = { ok: true, value, fallback: failure };
    return answered;
  }
}

// A caller that left says nothing of what is guarded; a deadline that passed says that it was too slow.
function isTimeout(reason: unknown): boolean {
  return (
    isToolError(reason, 'OPERATION_TIMEOUT') || (reason instanceof Error && reason.name === 'TimeoutError')
  );
}
