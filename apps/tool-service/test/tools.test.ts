import { lintTool } from '@toolwright/schema';
import { recordLogs } from '@toolwright/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose } from '../src/compose.ts';
import { readConfig } from '../src/config.ts';
import { startDesk } from './support/start-desk.ts';
import type { Desk } from './support/start-desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await startDesk();
});

afterAll(() => desk.stop());

describe('every tool', () => {
  it('lints clean', () => {
    expect(desk.service.tools.flatMap((tool) => lintTool(tool))).toEqual([]);
  });

  it('has its rails in the order that they ask for', async () => {
    const logs = recordLogs();
    const service = await compose(readConfig({ DATA_FOLDER: desk.dataFolder }), { logger: logs.logger });
    await service.toolbox.start();
    await service.toolbox.stop();
    expect(logs.lines()).toEqual([]);
  });

  it('takes its own examples', async () => {
    for (const { info, schema } of desk.service.tools) {
      expect(info.examples, info.name).not.toHaveLength(0);
      for (const example of info.examples ?? []) {
        const result = await schema.input!['~standard'].validate(example);
        expect([info.name, result.issues]).toEqual([info.name, undefined]);
      }
    }
  });
});

describe('a caller', () => {
  it('may make a tenth of a minute’s calls at once, and is told when to come again', async () => {
    const limited = await startDesk({ RATE_LIMIT_PER_MINUTE: '20' });
    try {
      const call = (subject: string) =>
        limited.toolbox.call('places.search', { limit: 1 }, { principal: { subject, permissions: [] } });
      const statuses = [await call('ada'), await call('ada'), await call('ada'), await call('bob')];
      expect(statuses.map(({ status }) => status)).toEqual(['success', 'success', 'error', 'success']);
      expect(statuses[2]).toMatchObject({ error: { code: 'RATE_LIMITED', retryable: true } });
      const { retryAfterMs = 0 } = statuses[2]?.status === 'error' ? statuses[2].error : {};
      expect(retryAfterMs).toBeGreaterThan(2_000);
      expect(retryAfterMs).toBeLessThanOrEqual(3_000);
    } finally {
      await limited.stop();
    }
  });
});
