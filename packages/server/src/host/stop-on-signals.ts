import { numberOption } from '@toolwright/core';
import type { AnyToolbox, Clock } from '@toolwright/core';
import { keepProcess } from './keep-process.ts';
import type { CloseOptions } from '../create-server.ts';

/** How a signal stops the service. */
export interface SignalStop {
  /** How long requests, and then calls, may take to end, together. @default 10_000 */
  readonly drainMs?: number;
  /** How long requests are still taken after `/ready` says no, so that load balancers notice first. @default 0 */
  readonly unreadyMs?: number;
  /** Runs last, before the exit; the process does not wait for it longer than `drainMs`. */
  readonly onStopped?: (cutOff: number) => void | Promise<void>;
}

interface Stoppable {
  unready(): void;
  close(options?: CloseOptions): Promise<number>;
}

interface StopParts extends SignalStop {
  readonly clock: Clock;
  readonly signals: readonly NodeJS.Signals[] | undefined;
}

const defaultSignals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];
// How long whatever else keeps the process alive may do so once everything here has stopped.
const lingerMs = 1_000;

/** Stops server and toolbox on the first signal, exits on the second; returns what takes the handlers away. */
export function stopOnSignals(server: Stoppable, toolbox: AnyToolbox, parts: StopParts): () => void {
  const drainMs = numberOption('drainMs', parts.drainMs ?? 10_000, { min: 0 });
  const unreadyMs = numberOption('unreadyMs', parts.unreadyMs ?? 0, { min: 0 });
  const signals = parts.signals ?? defaultSignals;
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    void stop(server, toolbox, { ...parts, drainMs, unreadyMs });
  };
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}

async function stop(
  server: Stoppable,
  toolbox: AnyToolbox,
  { drainMs, unreadyMs, clock, onStopped }: StopParts & Required<Pick<SignalStop, 'drainMs' | 'unreadyMs'>>,
): Promise<void> {
  const release = keepProcess();
  server.unready();
  if (unreadyMs > 0) await waited(clock, unreadyMs);
  const startMs = clock.monotonicNow();
  const cutOff = await server.close({ drainMs });
  await toolbox.stop({ drainMs: Math.max(drainMs - (clock.monotonicNow() - startMs), 0) });
  await Promise.race([
    Promise.resolve(onStopped?.(cutOff)).catch(ignore),
    waited(clock, Math.max(drainMs, lingerMs)),
  ]);
  release();
  process.exitCode = cutOff === 0 ? 0 : 1;
  // With nothing left to do the process ends by itself; this is for whatever else would hold it.
  clock.after(lingerMs, () => process.exit());
}

function waited(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}

function ignore(): void {}
