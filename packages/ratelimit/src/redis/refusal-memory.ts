import type { Clock, RateLimitDecision } from '@toolwright/core';

import type { Verdict } from '../decide.ts';
import { Decision } from '../decision.ts';
import type { Plan } from '../plan.ts';

/** Remembers refusals until they could change, so that a refused key does not ask again and again. */
export interface RefusalMemory {
  remember(plan: Plan, key: string, refused: Refused): void;
  /** The refusal that `parts` would meet now, if it is known; its times have run down since. */
  recall(plan: Plan, key: string, parts: number): RateLimitDecision | undefined;
  /** For when the key has spent, or got something back. */
  forget(key: string): void;
}

/** A refusal, and when it was asked for and answered: the store decided between, by a clock of its own. */
export interface Refused {
  readonly parts: number;
  readonly verdict: Verdict;
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
}

interface Refusal extends Refused {
  readonly plan: Plan;
  readonly untilMs: number;
}

const mostRefusals = 10_000;

/** Makes the memory; a refusal counts for at most `longestMs`, since another process may give back or reset. */
export function createRefusalMemory(clock: Clock, longestMs: number): RefusalMemory {
  const refusals = new Map<string, Refusal>();
  return {
    remember(plan, key, refused) {
      if (longestMs === 0) return;
      const { verdict, askedAtMs } = refused;
      const retryAfterMs = verdict.standings[verdict.refusedBy * 3 + 1]! / 1_000;
      const [oldest] = refusals.size >= mostRefusals ? refusals.keys() : [];
      if (oldest !== undefined) refusals.delete(oldest);
      // From when it was asked for, so that nothing is refused a moment too long.
      refusals.set(key, { ...refused, plan, untilMs: askedAtMs + Math.min(retryAfterMs, longestMs) });
    },
    recall(plan, key, parts) {
      const refusal = refusals.get(key);
      // What costs less may fit; what costs more would wait longer, or for ever: only the store can say.
      if (refusal === undefined || refusal.plan !== plan || refusal.parts !== parts) return undefined;
      const nowMs = clock.monotonicNow();
      // From when it was answered, so that nobody is told less than there is to wait.
      if (nowMs < refusal.untilMs)
        return Decision.of(plan, later(refusal.verdict, (nowMs - refusal.answeredAtMs) * 1_000));
      refusals.delete(key);
      return undefined;
    },
    forget: (key) => void refusals.delete(key),
  };
}

/** The verdict as it reads `elapsed` microseconds later. The room may have grown since: never said too large. */
function later(verdict: Verdict, elapsed: number): Verdict {
  const standings = verdict.standings.map((value, index) =>
    index % 3 === 0 ? value : Math.max(0, value - elapsed),
  );
  return { ...verdict, standings };
}
