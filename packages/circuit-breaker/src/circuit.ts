import { invalidOption } from '@toolwright/core';
import type { CircuitSnapshot, CircuitState, Failure } from '@toolwright/core';
import { CallWindow, noCalls } from './call-window.ts';
import type { CallCounts } from './call-window.ts';
import { EventListeners } from './event-listeners.ts';
import { HalfOpen } from './half-open.ts';
import type { Probe } from './half-open.ts';
import { startHealthCheck } from './health-check.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import type { CircuitMode, CircuitSettings } from './options.ts';
import { isDue } from './phase.ts';
import type { CircuitPeers, Counting, Open, Phase, Ticket } from './phase.ts';
import type { Verdict } from './recovery.ts';
import { resetTimeoutOf } from './reset-timeout.ts';

// What a refused caller is told to wait when the probe is due but somebody else's: a health check's, another process's.
const pauseMs = 1_000;

/**
 * The state machine: who may call, and what results change. It knows no promises; time comes in, in milliseconds of
 * the monotonic clock. A period is told apart by its object, so that a result of an earlier one is recognised.
 */
export class Circuit {
  readonly settings: CircuitSettings;
  readonly listeners: EventListeners;
  readonly #latencies: LatencyHistogram;
  #peers: CircuitPeers | undefined;
  #stopHealthCheck: (() => void) | undefined;
  #phase: Phase;
  #sinceMs: number;
  #breaksInARow = 0;
  #refused = 0;

  constructor(settings: CircuitSettings) {
    this.settings = settings;
    this.listeners = new EventListeners(settings.name, settings.clock);
    this.#latencies = new LatencyHistogram(settings.windowMs);
    this.#phase = this.#phaseOf(settings.mode);
    this.#sinceMs = settings.clock.now();
  }

  get state(): CircuitState {
    if (this.#phase.state === 'half-open') this.#countOverdue(this.settings.clock.monotonicNow());
    return this.#phase.state;
  }

  /** From now on the peers hear what is decided here, and probes need the lease. */
  share(peers: CircuitPeers): void {
    this.#peers = peers;
  }

  /** Lets a call through, or refuses it. */
  admit(nowMs: number): Ticket | undefined {
    const phase = this.#phase;
    switch (phase.state) {
      case 'closed':
      case 'metrics-only':
      case 'disabled':
        return phase;
      case 'isolated':
        return undefined;
      case 'open':
        if (!isDue(phase, nowMs) || this.awaitsLease(nowMs)) return undefined;
        return this.#halfOpen().admit(nowMs);
      case 'half-open':
        if (this.#countOverdue(nowMs)) return this.admit(nowMs);
        return this.awaitsLease(nowMs) ? undefined : phase.admit(nowMs);
      default:
        return phase satisfies never;
    }
  }

  /** Whether a call would be a probe if only this process held the lease. */
  awaitsLease(nowMs: number): boolean {
    const phase = this.#phase;
    if (!this.#peers || this.#peers.holdsLease(nowMs)) return false;
    return phase.state === 'half-open' || (phase.state === 'open' && isDue(phase, nowMs));
  }

  /** Another process probes: stays open for a while before it asks again. */
  postpone(nowMs: number): void {
    const phase = this.#phase;
    if (phase.state === 'open') phase.probeAtMs = nowMs + pauseMs;
    if (phase.state === 'half-open') this.adoptOpen(pauseMs, 'another process probes', this.#breaksInARow);
  }

  /** Counts a refusal; answers milliseconds until a try makes sense, whole and above 0, or undefined if isolated. */
  refuse(nowMs: number): number | undefined {
    this.#refused += 1;
    const retryAfterMs = this.#retryAfterMs(nowMs);
    if (this.listeners.any)
      this.listeners.tell({ type: 'call-refused', retryAfterMs: retryAfterMs ?? Infinity });
    return retryAfterMs;
  }

  succeeded(ticket: Ticket, nowMs: number, durationMs: number): void {
    if (ticket.state === 'disabled') return;
    const { latencyThresholdMs, slowCallRate } = this.settings;
    const slow = durationMs >= latencyThresholdMs;
    if (this.listeners.any) this.listeners.tell({ type: 'call-succeeded', durationMs, slow });
    if (this.#isLate(ticket, nowMs)) return;
    this.#latencies.record(nowMs, durationMs);
    if (ticket.state !== 'probe') this.#openFor(ticket.window.succeeded(nowMs, slow), nowMs);
    else this.#conclude(nowMs, ticket.period.succeeded(ticket, slow, slowCallRate !== 'off'));
  }

  failed(ticket: Ticket, nowMs: number, durationMs: number, failure: Failure): void {
    if (ticket.state === 'disabled') return;
    const slow = durationMs >= this.settings.latencyThresholdMs;
    if (this.listeners.any) this.listeners.tell({ type: 'call-failed', durationMs, failure });
    if (this.#isLate(ticket, nowMs)) return;
    this.#latencies.record(nowMs, durationMs);
    if (ticket.state !== 'probe') this.#openFor(ticket.window.failed(nowMs, slow), nowMs);
    else this.#conclude(nowMs, ticket.period.failed(ticket, slow));
  }

  /** The call says nothing of what is guarded. */
  ignored(ticket: Ticket): void {
    if (ticket.state === 'probe') ticket.period.release(ticket);
  }

  /** Refuses everything until `close()`; `'peer'`: another process said so. */
  isolate(by: 'self' | 'peer' = 'self'): void {
    if (this.#phase.state === 'isolated' || (by === 'peer' && this.#hasMode())) return;
    this.#enter({ state: 'isolated', counts: this.#counts() });
    this.listeners.tell({ type: 'circuit-isolated' });
    if (by === 'self') this.#peers?.isolated();
  }

  /** Lets everything through again, whatever the state; a peer does not end a mode. */
  close(by: 'self' | 'peer' = 'self'): void {
    if (this.#phase.state === 'closed' || (by === 'peer' && this.#hasMode())) return;
    this.#breaksInARow = 0;
    this.#refused = 0;
    this.#enter(this.#counting('closed'));
    this.listeners.tell({ type: 'circuit-closed' });
    if (by === 'self') this.#peers?.closed();
  }

  setMode(mode: CircuitMode): void {
    if (mode === 'enabled' && this.#hasMode()) this.close();
    if (mode !== 'enabled' && this.#phase.state !== mode) this.#enter(this.#phaseOf(mode));
  }

  /** Opens because another process has; does nothing where a mode or an operator's hand decides. */
  adoptOpen(retryAfterMs: number, reason: string, breaksInARow: number): void {
    const phase = this.#phase;
    if (phase.state === 'isolated' || this.#hasMode()) return;
    const probeAtMs = this.settings.clock.monotonicNow() + retryAfterMs;
    this.#breaksInARow = breaksInARow;
    if (phase.state !== 'open') this.#enterOpen(probeAtMs, reason);
    else if (phase.well) phase.probeAtMs = probeAtMs;
  }

  /** Goes on where a snapshot of this circuit stood; a mode that was asked for stays. */
  restore(snapshot: CircuitSnapshot): void {
    const { clock, reset, name, mode } = this.settings;
    const { state } = snapshot;
    if (snapshot.name !== name) throw invalidOption('restore', `a snapshot of "${name}"`, snapshot.name);
    if (mode !== 'enabled') return;
    if (state === 'disabled' || state === 'metrics-only') this.setMode(state);
    else if (state === 'isolated') this.#enter({ state, counts: snapshot.counts });
    else if (state !== 'closed') {
      const waitMs = (snapshot.nextProbeAtMs ?? clock.now()) - clock.now();
      this.#breaksInARow = 1;
      this.#open(
        clock.monotonicNow() + Math.min(Math.max(waitMs, 0), reset.longestMs * (1 + reset.jitter)),
        snapshot.counts,
      );
    } else if (this.#phase.state === 'closed') this.#phase.window.restore(snapshot.counts);
    if (this.#phase.state === (state === 'half-open' ? 'open' : state)) this.#sinceMs = snapshot.sinceMs;
    this.#refused = snapshot.counts.refused;
  }

  snapshot(): CircuitSnapshot {
    const { clock, name } = this.settings;
    const nowMs = clock.monotonicNow();
    this.#countOverdue(nowMs);
    const phase = this.#phase;
    return {
      name,
      state: phase.state,
      sinceMs: this.#sinceMs,
      ...(phase.state === 'open' && { nextProbeAtMs: clock.now() + Math.max(phase.probeAtMs - nowMs, 0) }),
      counts: { ...this.#counts(nowMs), refused: this.#refused },
      latency: this.#latencies.summary(nowMs),
    };
  }

  dispose(): void {
    this.#enter({ state: 'disabled' });
    this.listeners.clear();
  }

  #enter(phase: Phase): void {
    this.#stopHealthCheck?.();
    this.#stopHealthCheck = undefined;
    if ('window' in this.#phase) this.#phase.window.close();
    this.#phase = phase;
    this.#sinceMs = this.settings.clock.now();
  }

  #hasMode(): boolean {
    return this.#phase.state === 'disabled' || this.#phase.state === 'metrics-only';
  }

  #phaseOf(mode: CircuitMode): Phase {
    if (mode === 'disabled') return { state: 'disabled' };
    return this.#counting(mode === 'enabled' ? 'closed' : mode);
  }

  #counting(state: Counting['state']): Counting {
    const nowMs = this.settings.clock.monotonicNow();
    return { state, window: new CallWindow(this.settings, nowMs, state === 'closed') };
  }

  #halfOpen(): HalfOpen {
    const phase = new HalfOpen(this.settings);
    this.#enter(phase);
    this.listeners.tell({ type: 'circuit-half-opened' });
    return phase;
  }

  // Breaks the circuit: the wait counts from `sinceMs`, which an overdue probe puts into the past.
  #openFor(reason: string | undefined, sinceMs: number): void {
    if (reason === undefined) return;
    this.#breaksInARow += 1;
    const { reset, random } = this.settings;
    const chance = reset.jitter > 0 ? random.next() : 0;
    const retryAfterMs = resetTimeoutOf(reset, this.#breaksInARow, chance);
    this.#enterOpen(sinceMs + retryAfterMs, reason);
    const waitMs = sinceMs + retryAfterMs - this.settings.clock.monotonicNow();
    this.#peers?.opened(Math.max(waitMs, 0), reason, this.#breaksInARow);
  }

  #enterOpen(probeAtMs: number, reason: string): void {
    this.#open(probeAtMs, this.#counts());
    const retryAfterMs = this.#retryAfterMs(this.settings.clock.monotonicNow()) ?? 0;
    this.listeners.tell({ type: 'circuit-opened', reason, retryAfterMs });
  }

  #open(probeAtMs: number, counts: CallCounts): void {
    const { healthCheck, clock } = this.settings;
    const phase: Open = { state: 'open', probeAtMs, well: healthCheck === undefined, counts };
    this.#enter(phase);
    if (!healthCheck) return;
    this.#stopHealthCheck = startHealthCheck(healthCheck, clock, (checkAtMs, well) => {
      phase.probeAtMs = checkAtMs;
      phase.well = well;
    });
  }

  #conclude(nowMs: number, verdict: Verdict): void {
    if (verdict === 'open') this.#openFor('a probe failed', nowMs);
    else if (verdict === 'close') this.close();
  }

  #countOverdue(nowMs: number): boolean {
    const phase = this.#phase;
    const brokenAtMs = phase.state === 'half-open' ? phase.brokenByOverdue(nowMs) : undefined;
    if (brokenAtMs === undefined) return false;
    this.#openFor('a probe did not settle in time', brokenAtMs);
    return true;
  }

  // A result of a period that has ended, by now or by the passing of time, changes nothing.
  #isLate(ticket: Counting | Probe, nowMs: number): boolean {
    this.#countOverdue(nowMs);
    if (ticket.state !== 'probe') return this.#phase !== ticket;
    return this.#phase !== ticket.period || !ticket.period.awaits(ticket);
  }

  #retryAfterMs(nowMs: number): number | undefined {
    const phase = this.#phase;
    if (phase.state === 'isolated') return undefined;
    let waitMs = 0;
    if (phase.state === 'half-open') waitMs = phase.retryAfterMs(nowMs);
    else if (phase.state === 'open') waitMs = phase.probeAtMs - nowMs;
    return waitMs > 0 ? Math.ceil(waitMs) : pauseMs;
  }

  #counts(nowMs: number = this.settings.clock.monotonicNow()): CallCounts {
    const phase = this.#phase;
    if ('window' in phase) return phase.window.counts(nowMs);
    return 'counts' in phase ? phase.counts : noCalls;
  }
}
