import { numberOption } from '@toolwright/core';
import { answerOr } from './answer-or.ts';

const defaultTimeoutMs = 30_000;

/** How long circuits stay open, checked. */
export interface ResetSettings {
  readonly timeoutMs: number | ((breaksInARow: number) => number);
  readonly growth: number;
  readonly longestMs: number;
  readonly jitter: number;
}

/** Checks what the options say of the reset timeout, and fills in the rest. */
export function resetSettings(options: {
  readonly resetTimeoutMs?: number | ((breaksInARow: number) => number);
  readonly resetGrowth?: number;
  readonly longestResetTimeoutMs?: number;
  readonly resetJitter?: number;
}): ResetSettings {
  const timeoutMs = options.resetTimeoutMs ?? defaultTimeoutMs;
  const fixedMs = typeof timeoutMs === 'function' ? defaultTimeoutMs : timeoutMs;
  if (typeof timeoutMs !== 'function') numberOption('resetTimeoutMs', timeoutMs, { min: 1 });
  const shortestMs = typeof timeoutMs === 'function' ? 1 : timeoutMs;
  const longestMs = options.longestResetTimeoutMs ?? fixedMs * 10;
  return {
    timeoutMs,
    growth: numberOption('resetGrowth', options.resetGrowth ?? 2, { min: 1, max: 100 }),
    longestMs: numberOption('longestResetTimeoutMs', longestMs, { min: shortestMs }),
    jitter: numberOption('resetJitter', options.resetJitter ?? 0, { min: 0, max: 1 }),
  };
}

/**
 * How long the `breaksInARow`-th break lasts, in milliseconds. A function of the application that throws, or answers
 * with anything but a number above 0, is read as 30 000: a circuit must not break over it.
 */
export function resetTimeoutOf(settings: ResetSettings, breaksInARow: number, chance: number): number {
  const { timeoutMs, growth, longestMs, jitter } = settings;
  const plainMs =
    typeof timeoutMs === 'function'
      ? answerOf(timeoutMs, breaksInARow)
      : timeoutMs * growth ** (breaksInARow - 1);
  return Math.min(plainMs, longestMs) * (1 + jitter * chance);
}

function answerOf(timeoutMs: (breaksInARow: number) => number, breaksInARow: number): number {
  const answer = answerOr(defaultTimeoutMs, () => timeoutMs(breaksInARow));
  return answer > 0 ? answer : defaultTimeoutMs;
}
