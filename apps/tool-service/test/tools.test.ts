import { lintTool } from '@toolwright/schema';
import { expectError, recordLogs } from '@toolwright/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { compose } from '../src/compose.ts';
import { readConfig } from '../src/config.ts';
import { startDesk } from './support/start-desk.ts';

const desk = await startDesk();

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
    await using limited = await startDesk({ RATE_LIMIT_PER_MINUTE: '20' });
    const search = (subject: string) =>
      limited.client.as({ subject, permissions: [] }).call('places.search', { limit: 1 });
    for (const subject of ['ada', 'ada']) expect(await search(subject)).toSucceed();
    const refused = expectError(await search('ada'), 'RATE_LIMITED');
    expect(refused.retryable).toBe(true);
    expect(refused.retryAfterMs).toBeGreaterThan(2_000);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(3_000);
    expect(await search('bob')).toSucceed();
  });
});
