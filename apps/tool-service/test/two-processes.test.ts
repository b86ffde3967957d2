import { randomUUID } from 'node:crypto';
import { forEachBounded, pause, systemClock } from '@toolwright/core';
import { createTestClient, restDoor, startFakeUpstream } from '@toolwright/testing';
import type { ToolOutput } from '@toolwright/core';
import { startRedis } from '@toolwright/testing/redis';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { notificationsSend } from '../src/tools/notifications-send.ts';
import { startServiceProcess } from '../load/service-process.ts';

const redis = await startRedis();

afterAll(() => redis?.stop());

/** Starts the service as `npm start` does; `kill` ends it as nobody wishes it. */
async function startProcess(variables: Readonly<Record<string, string>>) {
  const service = await startServiceProcess({ REDIS_URL: redis!.url, ...variables });
  const kill = (): Promise<void> => service.stop('SIGKILL');
  onTestFinished(kill);
  return { url: service.url, kill };
}

type Sent = ToolOutput<ReturnType<typeof notificationsSend>>;

const connectionLost = ['ECONNRESET', 'ECONNREFUSED', 'UND_ERR_SOCKET', 'EPIPE'];

interface Answered {
  readonly key: string;
  readonly id: string;
  readonly by: string;
}

describe.skipIf(redis === undefined)(`two processes on ${redis?.title ?? 'no Redis'}`, () => {
  it('lose nothing that was acknowledged, and do nothing twice, when one is killed under load', async () => {
    await using hook = await startFakeUpstream(() => ({ delayMs: 5 }));
    const variables = { WEBHOOK_URL: hook.url, RATE_LIMIT_PER_MINUTE: '1000000' };
    const [one, other] = await Promise.all([startProcess(variables), startProcess(variables)]);
    const answered: Answered[] = [];
    const broken: unknown[] = [];

    const send = async (url: string, key: string): Promise<Answered | undefined> => {
      const message = { channel: 'webhook', topic: 'load', text: key };
      const client = createTestClient(restDoor({ url }));
      try {
        const result = await client.callWith('notifications.send', message, { idempotencyKey: key });
        return result.status === 'success' ? { key, id: (result.data as Sent).id, by: url } : undefined;
      } catch (error) {
        broken.push(error);
        return undefined;
      }
    };
    // As a good client does: the other process with the same key, until there is an answer.
    const insist = async (key: string, first: string): Promise<void> => {
      let answer = await send(first, key);
      for (; answer === undefined; answer = await send(other.url, key)) await pause(systemClock, 50);
      answered.push(answer);
      if (answered.length === 60) await one.kill();
    };
    const run = randomUUID();
    const keys = Array.from({ length: 200 }, (_, index) => `${run}-${index}`);
    const work = (key: string, { index }: { readonly index: number }) =>
      insist(key, index % 2 === 0 ? one.url : other.url);
    const { errors } = await forEachBounded(keys, work, { concurrency: 20 });

    expect(errors).toEqual([]);
    // Calls in flight on the killed process, and later ones to it, fail at once, as a broken connection.
    expect(broken.length).toBeGreaterThan(0);
    const reasons = broken.map(
      (error) => (error as { cause: { cause?: { code?: string } } }).cause.cause?.code,
    );
    expect([...new Set(reasons)].filter((code) => !connectionLost.includes(code ?? ''))).toEqual([]);
    const arrived = hook.requests().map(({ headers }) => headers['idempotency-key']);
    expect(new Set(arrived)).toEqual(new Set(answered.map(({ id }) => id)));
    expect(new Set(answered.map(({ id }) => id)).size).toBe(keys.length);
    const byKilled = answered.filter(({ by }) => by === one.url);
    expect(byKilled.length).toBeGreaterThan(0);
    for (const { id } of byKilled) expect(arrived.filter((each) => each === id)).toHaveLength(1);
    // Asked again, the living process replays what the killed one did.
    const [{ key, id }] = byKilled as [Answered];
    expect(await send(other.url, key)).toMatchObject({ id });
    expect(hook.requests()).toHaveLength(arrived.length);
  });
});
