import { nextTurn } from '../real-time.ts';
import type { LoadSettings } from './load-options.ts';

const callsPerTurn = 32;

/** One call: told the instant at which it was due, in the clock's monotonic milliseconds. */
export type LoadCall = (dueAtMs: number) => Promise<void>;

/** Makes calls by the closed or the open model until the time is up or the signal aborts, and waits for the last. */
export async function generateLoad(
  settings: LoadSettings,
  durationMs: number,
  signal: AbortSignal,
  call: LoadCall,
): Promise<void> {
  if (durationMs === 0) return;
  const model = settings.model === 'closed' ? closedModel : openModel;
  await model(settings, settings.clock.monotonicNow() + durationMs, signal, call);
}

async function closedModel(
  settings: LoadSettings,
  endAtMs: number,
  signal: AbortSignal,
  call: LoadCall,
): Promise<void> {
  const { clock, random, users, thinkTimeMs } = settings;
  const [from, to] = thinkTimeMs;
  const user = async (): Promise<void> => {
    while (clock.monotonicNow() < endAtMs && !signal.aborted) {
      await call(clock.monotonicNow());
      const thinkMs = from + random.next() * (to - from);
      // Who does not think lets others have their turn: a timer of 0 ms would be one of 1 ms.
      if (thinkMs === 0) await nextTurn();
      else await wait(settings, Math.min(thinkMs, Math.max(endAtMs - clock.monotonicNow(), 0)), signal);
    }
  };
  await Promise.all(Array.from({ length: users }, user));
}

async function openModel(
  settings: LoadSettings,
  endAtMs: number,
  signal: AbortSignal,
  call: LoadCall,
): Promise<void> {
  const { clock, ratePerSecond, maxInFlight } = settings;
  const everyMs = 1_000 / ratePerSecond;
  const flight = { calls: 0 };
  let wake: (() => void) | undefined;
  const ended = (): void => {
    flight.calls -= 1;
    wake?.();
  };
  const inFlightBelow = async (most: number): Promise<void> => {
    while (flight.calls >= most) await new Promise<void>((resolve) => (wake = resolve));
  };
  const startMs = clock.monotonicNow();
  for (let made = 0; startMs + made * everyMs < endAtMs && !signal.aborted; made += 1) {
    const dueAtMs = startMs + made * everyMs;
    const earlyMs = dueAtMs - clock.monotonicNow();
    if (earlyMs > 0) await wait(settings, earlyMs, signal);
    // Who is behind still lets calls that are under way go on.
    else if (made % callsPerTurn === callsPerTurn - 1) await nextTurn();
    await inFlightBelow(maxInFlight);
    if (signal.aborted) break;
    flight.calls += 1;
    void call(dueAtMs).finally(ended);
  }
  await inFlightBelow(1);
}

async function wait({ clock }: LoadSettings, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener('abort', done);
  });
}
