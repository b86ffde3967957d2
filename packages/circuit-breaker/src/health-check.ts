import { invalidOption, numberOption, ToolError, withDeadline } from '@toolwright/core';
import type { Clock } from '@toolwright/core';

/** How to ask whether what a circuit guards is well. */
export interface HealthCheckOptions {
  /**
   * An endpoint, well when it answers a GET with a status of 200 to 299; or a function, well unless it answers `false`
   * or throws.
   */
  readonly check: string | URL | ((signal: AbortSignal) => Promise<unknown>);
  /** From opening to the first check, and from one check's end to the next; at least 1. @default 5_000 */
  readonly intervalMs?: number;
  /** A check that takes longer finds it not well; at least 1. @default 2_000 */
  readonly timeoutMs?: number;
}

/** A health check's options with their defaults filled in. */
export interface HealthCheckSettings {
  readonly isWell: (signal: AbortSignal) => Promise<boolean>;
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** Checks the options; throws `INVALID_OPTIONS`. */
export function healthCheckSettings(options: HealthCheckOptions): HealthCheckSettings {
  const { check } = options;
  return {
    isWell: typeof check === 'function' ? async (signal) => (await check(signal)) !== false : answers(check),
    intervalMs: numberOption('healthCheck.intervalMs', options.intervalMs ?? 5_000, { min: 1 }),
    timeoutMs: numberOption('healthCheck.timeoutMs', options.timeoutMs ?? 2_000, { min: 1 }),
  };
}

/**
 * Checks until it is well, then no more. `report` hears when the next check is due, in milliseconds of the monotonic
 * clock, and whether it was well. What is returned stops it, a check under way included.
 */
export function startHealthCheck(
  settings: HealthCheckSettings,
  clock: Clock,
  report: (checkAtMs: number, well: boolean) => void,
): () => void {
  const stopped = new AbortController();
  let cancel: (() => void) | undefined;
  const wait = (): void => {
    report(clock.monotonicNow() + settings.intervalMs, false);
    cancel = clock.after(settings.intervalMs, () => {
      void isWell(settings, clock, stopped.signal).then((well) => {
        if (stopped.signal.aborted) return;
        if (well) report(clock.monotonicNow(), true);
        else wait();
      });
    });
  };
  wait();
  return () => {
    cancel?.();
    stopped.abort();
  };
}

async function isWell(settings: HealthCheckSettings, clock: Clock, signal: AbortSignal): Promise<boolean> {
  const { timeoutMs } = settings;
  try {
    const onTimeout = (): Error =>
      new ToolError('OPERATION_TIMEOUT', `The health check took longer than ${timeoutMs} ms`);
    return await withDeadline(settings.isWell, { clock, timeoutMs, signal, onTimeout });
  } catch {
    return false;
  }
}

function answers(endpoint: string | URL): (signal: AbortSignal) => Promise<boolean> {
  if (!URL.canParse(String(endpoint)))
    throw invalidOption('healthCheck.check', 'a URL or a function', endpoint);
  return async (signal) => {
    const response = await fetch(endpoint, { signal });
    await response.body?.cancel();
    return response.ok;
  };
}
