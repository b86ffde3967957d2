import type { Batch } from './batch.ts';
import { decideLua, requestModes } from './decide.lua.ts';
import { createPlanWriter } from './plan-text.ts';
import { scriptOf } from './script-client.ts';
import type { Script } from './script-client.ts';
import { takeLua } from './take.lua.ts';
import type { Verdict } from '../decide.ts';
import type { Plan } from '../plan.ts';
import type { RateLimitPolicy } from '../policy.ts';

/** What a script answers: the server's time, in microseconds, then what it has to say. */
export type Reply = readonly [now: number, ...said: (number | string)[]];

/** One way to have a batch run: by which script, what that is told beside the time, and how its reply reads. */
export interface ScriptCall {
  readonly script: Script;
  /** `now` is the server's time, as far as it is known. */
  args(batch: Batch, now: number): readonly (string | number)[];
  /** What was answered to each request, in order; undefined to those that only change. */
  verdicts(batch: Batch, reply: Reply): readonly (Verdict | undefined)[];
}

/** Makes the choice between the scripts: takes from a token bucket that stands alone have one of their own. */
export function createScriptCalls(): (batch: Batch) => ScriptCall {
  const decide = decideCall();
  return (batch) => {
    const { only } = batch.plan;
    return only?.kind === 'token-bucket' && batch.takesOnly ? takeCall(only) : decide;
  };
}

const decideScript = scriptOf(decideLua);
const takeScript = scriptOf(takeLua);
const numbersBeforeStandings = 4;

function decideCall(): ScriptCall {
  const planText = createPlanWriter();
  return {
    script: decideScript,
    args: ({ plan, requests }, now) => [
      planText(plan, now),
      JSON.stringify(requests.flatMap(({ mode, place, parts, extra }) => [mode, place, parts, extra])),
    ],
    verdicts({ plan, requests }, reply) {
      let from = 1;
      return requests.map(({ mode }) => {
        if (mode > requestModes.renew) return undefined;
        const verdict = verdictAt(plan, reply as readonly number[], from);
        from += numbersBeforeStandings + 3 * plan.policies.length;
        return verdict;
      });
    },
  };
}

function verdictAt(plan: Plan, reply: readonly number[], from: number): Verdict {
  const first = from + numbersBeforeStandings;
  const standings = reply.slice(first, first + plan.policies.length * 3);
  for (let index = 1; index < standings.length; index += 3)
    if (standings[index]! < 0) standings[index] = Infinity;
  return {
    refusedBy: reply[from]! - 1,
    shadowedBy: reply[from + 1]! - 1,
    taken: reply[from + 2]!,
    wait: reply[from + 3]!,
    standings,
  };
}

function takeCall(policy: RateLimitPolicy): ScriptCall {
  const { algorithm, limit, windowMs, capacity } = policy;
  return {
    script: takeScript,
    args({ requests }) {
      const pairs: number[] = [];
      for (const { place, parts } of requests) pairs.push(place, parts);
      return [limit, windowMs, capacity, JSON.stringify(pairs)];
    },
    verdicts: ({ requests }, reply) =>
      requests.map(({ parts }, index) => {
        const said = Number(reply[index + 1]);
        const refused = said < 0;
        const state = [reply[0], refused ? -1 - said : said, windowMs, limit];
        const retryAfter = refused ? algorithm.retryAfter(state, policy, parts) : 0;
        return {
          refusedBy: refused ? 0 : -1,
          shadowedBy: -1,
          taken: refused ? 0 : parts,
          wait: 0,
          standings: [algorithm.room(state, policy), retryAfter, algorithm.resetAfter(state, policy)],
        };
      }),
  };
}
