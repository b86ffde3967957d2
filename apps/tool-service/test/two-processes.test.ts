import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { forEachBounded, pause, systemClock } from '@toolwright/core';
import { startFakeUpstream } from '@toolwright/testing';
import { startRedis } from '@toolwright/testing/redis';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { newDataFolder } from './support/start-desk.ts';

const redis = await startRedis();
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

afterAll(() => redis?.stop());

/** Starts the service as `npm start` does; resolves when it says where it is. */
async function startProcess(variables: Readonly<Record<string, string>>) {
  const dataFolder = await newDataFolder();
  const given = {
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_FOLDER: dataFolder,
    REDIS_URL: redis!.url,
    ...variables,
  };
  const child = spawn(process.execPath, ['--no-warnings', '--conditions=@toolwright/source', main], {
    env: { ...process.env, ...given },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => {
    child.on('exit', () => resolve());
  });
  const kill = (): Promise<void> => {
    child.kill('SIGKILL');
    return gone;
  };
  onTestFinished(async () => {
    await kill();
    rmSync(dataFolder, { recursive: true, force: true });
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString();
      const [, found] = /The tool service is at (\S+)/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.on('exit', () => reject(new Error(`The service ended: ${said}`)));
  });
  return { url, kill };
}

interface Answered {
  readonly key: string;
  readonly id: string;
  readonly by: string;
}

describe.skipIf(redis === undefined)(`two processes on ${redis?.title ?? 'no Redis'}`, () => {
  it('lose nothing that was acknowledged, and do nothing twice, when one is killed under load', async () => {
    const hook = await startFakeUpstream(() => ({ delayMs: 5 }));
    onTestFinished(() => hook.stop());
    const variables = { WEBHOOK_URL: hook.url, RATE_LIMIT_PER_MINUTE: '1000000' };
    const [one, other] = await Promise.all([startProcess(variables), startProcess(variables)]);
    const answered: Answered[] = [];
    let broken = 0;

    const send = async (url: string, key: string): Promise<Answered | undefined> => {
      try {
        const response = await fetch(`${url}/tools/notifications.send`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify({ channel: 'webhook', topic: 'load', text: key }),
        });
        const body = (await response.json()) as { readonly data?: { readonly id: string } };
        return body.data === undefined ? undefined : { key, id: body.data.id, by: url };
      } catch {
        broken += 1;
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
    expect(broken).toBeGreaterThan(0);
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
