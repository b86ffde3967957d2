import { failed, failure, toFailure, toToolError } from '@toolwright/core';
import type { CircuitBreaker, CircuitEvent, CircuitState, Failure, Outcome } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import type { CircuitBreakerSetting } from './circuit-breaker-case.ts';
import { circuitBreakerContract } from './circuit-breaker-contract.ts';
import { runContract } from './run-contract.ts';

describe('circuitBreakerContract', () => {
  it.each(circuitBreakerContract)('a plain breaker keeps it: $name', (promise) => promise.run(plainBreaker));

  it.each<{ defect: string; defects: Defects; finds: string }>([
    {
      defect: 'a breaker that runs the work of a refused call',
      defects: { runsRefused: true },
      finds: 'refuses without running the work while open, and says when it probes next',
    },
    {
      defect: 'a breaker that a late success closes',
      defects: { lateCloses: true },
      finds: 'is not closed by a success from before the break',
    },
    {
      defect: 'a breaker that counts a question as a failure',
      defects: { countsQuestions: true },
      finds: 'counts an outcome that waits for an answer as neither',
    },
    {
      defect: 'a breaker that time brings back from isolation',
      defects: { isolationEnds: true },
      finds: 'refuses everything once isolated, whatever time passes, until it is closed',
    },
    {
      defect: 'a breaker whose listeners can break a call',
      defects: { listenersThrow: true },
      finds: 'lets no throwing listener harm a call or another listener',
    },
    {
      defect: 'a breaker that remembers old failures once closed',
      defects: { remembers: true },
      finds: 'starts anew once closed: old failures open nothing',
    },
    {
      defect: 'a breaker that leaves its timer behind',
      defects: { leavesTimer: true },
      finds: 'leaves no timer behind when it is disposed of',
    },
  ])('finds $defect', async ({ defects, finds }) => {
    const failures = await runContract(circuitBreakerContract, (setting) => plainBreaker(setting, defects));
    expect(failures.map(({ name }) => name)).toContain(finds);
  });
});

interface Defects {
  readonly runsRefused?: boolean;
  readonly lateCloses?: boolean;
  readonly countsQuestions?: boolean;
  readonly isolationEnds?: boolean;
  readonly listenersThrow?: boolean;
  readonly remembers?: boolean;
  readonly leavesTimer?: boolean;
}

/** The plainest breaker that keeps the contract. */
function plainBreaker(setting: CircuitBreakerSetting, defects: Defects = {}): CircuitBreaker {
  const { clock, failureThreshold, resetTimeoutMs, successThreshold } = setting;
  let state: CircuitState = 'closed';
  let period = 0;
  let sinceMs = clock.now();
  let nextProbeAtMs = 0;
  let inRow = 0;
  let probes = 0;
  const counts = { successes: 0, failures: 0, slow: 0, refused: 0 };
  const listeners = new Set<(event: CircuitEvent) => void>();
  type Told = CircuitEvent extends infer E
    ? E extends unknown
      ? Omit<E, 'circuit' | 'atMs'>
      : never
    : never;
  const tell = (event: Told): void => {
    for (const listener of listeners) {
      try {
        listener({ circuit: 'plain', atMs: clock.now(), ...event });
      } catch (error) {
        if (defects.listenersThrow) throw error;
      }
    }
  };
  const enter = (next: CircuitState): void => {
    state = next;
    period += 1;
    sinceMs = clock.now();
    if (!defects.remembers) inRow = 0;
    probes = 0;
  };
  const close = (): void => {
    enter('closed');
    tell({ type: 'circuit-closed' });
  };
  const open = (): void => {
    enter('open');
    nextProbeAtMs = clock.monotonicNow() + resetTimeoutMs;
    if (defects.leavesTimer) clock.after(resetTimeoutMs, () => {});
    tell({ type: 'circuit-opened', reason: 'failures-in-a-row', retryAfterMs: resetTimeoutMs });
  };
  const admit = (): Failure | undefined => {
    const due = clock.monotonicNow() >= nextProbeAtMs;
    if (due && (state === 'open' || (state === 'isolated' && defects.isolationEnds && nextProbeAtMs > 0))) {
      enter('half-open');
      tell({ type: 'circuit-half-opened' });
    }
    if (state !== 'open' && state !== 'isolated') return undefined;
    counts.refused += 1;
    const retryAfterMs = Math.max(nextProbeAtMs - clock.monotonicNow(), 1);
    tell({ type: 'call-refused', retryAfterMs });
    return failure('SERVICE_UNAVAILABLE', 'The circuit is open', {
      retryable: state === 'open',
      details: { reason: 'circuit-open' },
      ...(state === 'open' && { retryAfterMs }),
    });
  };
  const succeeded = (of: number): void => {
    counts.successes += 1;
    tell({ type: 'call-succeeded', durationMs: 0, slow: false });
    if (of !== period && !defects.lateCloses) return;
    if (!defects.remembers) inRow = 0;
    probes += 1;
    if (probes >= successThreshold && (state === 'half-open' || (defects.lateCloses && state === 'open'))) {
      close();
    }
  };
  const broke = (of: number, record: Failure): void => {
    counts.failures += 1;
    tell({ type: 'call-failed', durationMs: 0, failure: record });
    if (of !== period) return;
    inRow += 1;
    if (state === 'half-open' || (state === 'closed' && inRow >= failureThreshold)) open();
  };
  const run = async <T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    const refusal = admit();
    if (refusal !== undefined) {
      if (defects.runsRefused) await work().catch(() => undefined);
      return failed(refusal);
    }
    const of = period;
    const outcome = await work();
    if (outcome.ok === true) succeeded(of);
    else if (outcome.ok === false) broke(of, outcome.failure);
    else if (defects.countsQuestions) broke(of, failure('INTERNAL_ERROR', 'A question'));
    return outcome;
  };
  return {
    name: 'plain',
    get state() {
      return state;
    },
    async execute<T>(work: () => Promise<T>): Promise<T> {
      let thrown: { error: unknown } | undefined;
      const outcome = await run<T>(async () => {
        try {
          return { ok: true, value: await work() };
        } catch (error) {
          thrown = { error };
          return failed(toFailure(error));
        }
      });
      if (outcome.ok === true) return outcome.value;
      if (thrown !== undefined) throw thrown.error;
      throw outcome.ok === false ? toToolError(outcome.failure) : new Error('unreachable');
    },
    executeOutcome: run,
    isolate() {
      enter('isolated');
      nextProbeAtMs = clock.monotonicNow() + resetTimeoutMs;
      tell({ type: 'circuit-isolated' });
    },
    close,
    snapshot: () => ({
      name: 'plain',
      state,
      sinceMs,
      ...(state === 'open' && { nextProbeAtMs: clock.now() + nextProbeAtMs - clock.monotonicNow() }),
      counts: { ...counts },
      latency: { count: 0, mean: 0, p50: 0, p95: 0, p99: 0 },
    }),
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    [Symbol.dispose]() {
      listeners.clear();
    },
  };
}
