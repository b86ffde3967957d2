import { pause, systemClock } from '@toolwright/core';
import type { Answer } from '../answer.ts';
import { acmePerMinute } from '../demo-desk.ts';
import { expectThat } from '../scene.ts';
import type { Scene } from '../scene.ts';
import type { Visitor } from '../visitor.ts';

const mostCalls = 60;

/** What one tenant may do, and another does not feel. */
export const limits: Scene = {
  title: `Limits: acme may call ${acmePerMinute} times a minute, ${acmePerMinute / 10} of them at once`,
  steps: [
    {
      door: 'REST',
      did: 'acme asks until it is refused',
      async run({ acmeRest }) {
        const { served, refusal } = await untilRefused(acmeRest);
        expectThat(refusal.status === 429, `the status was ${refusal.status}`);
        const header = (name: string): string => refusal.headers.get(name) ?? 'missing';
        expectThat(Number(header('retry-after')) >= 1, `Retry-After was ${header('retry-after')}`);
        return {
          came: `${served} × 200, then 429 ${refusal.error?.code ?? ''}`,
          said: `Retry-After: ${header('retry-after')}; RateLimit: ${header('ratelimit')}`,
        };
      },
    },
    {
      door: 'MCP',
      did: 'acme through the other door',
      async run({ acmeMcp }) {
        const { refusal } = await untilRefused(acmeMcp);
        return { came: `isError, ${refusal.error?.code ?? ''}`, said: refusal.text };
      },
    },
    {
      door: 'both',
      did: 'globex meanwhile',
      async run({ rest, mcp }) {
        const statuses = [];
        for (const visitor of [rest, mcp]) {
          const { error } = await visitor.call('places.search', { limit: 1 });
          statuses.push(error?.code ?? 'served');
        }
        expectThat(statuses.join() === 'served,served', statuses.join());
        return { came: 'served, served', said: 'the limit of another tenant is not felt' };
      },
    },
    {
      door: 'REST',
      did: 'acme waits as long as it was told',
      async run({ acmeRest }) {
        const { refusal } = await untilRefused(acmeRest);
        const waitMs = refusal.error?.retryAfterMs ?? 0;
        await pause(systemClock, waitMs);
        const { status, rails } = await acmeRest.call('places.search', { limit: 1 });
        expectThat(status === 200, `the status was ${status}`);
        return {
          came: `200 after ${waitMs} ms`,
          said: `rateLimit: ${rails.rateLimit?.remaining ?? ''} left`,
        };
      },
    },
  ],
};

async function untilRefused(
  visitor: Visitor,
): Promise<{ readonly served: number; readonly refusal: Answer }> {
  for (let served = 0; served < mostCalls; served += 1) {
    const answer = await visitor.call('places.search', { limit: 1 });
    if (answer.error?.code === 'RATE_LIMITED') return { served, refusal: answer };
    expectThat(answer.error === undefined, answer.error?.message ?? '');
  }
  throw new Error(`${mostCalls} calls were served`);
}
