import { createTool, createToolbox, ToolError } from '@toolwright/core';
import type { AnyTool } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorIn, sceneOf, toolDoing } from './scene.ts';

function resourceful(name: string, seen: string[], fail = false): AnyTool {
  return createTool({
    metadata: { name, version: '1.0.0', description: 'Holds something open', kind: 'query' },
    setup: async () => {
      seen.push(`open ${name}`);
      if (fail) throw new Error('no route to the database');
      return { name };
    },
    execute: ({ resources }) => resources.name,
    cleanup: async ({ resources }) => {
      seen.push(`close ${resources.name}`);
    },
  });
}

describe('a toolbox', () => {
  it('sets each tool up once and cleans each up once, the last first', async () => {
    const seen: string[] = [];
    const { toolbox } = sceneOf([resourceful('a', seen), resourceful('b', seen)]);
    await Promise.all([toolbox.start(), toolbox.start()]);
    expect(toolbox.serving).toBe(true);
    expect(await toolbox.dispatch('a', {})).toMatchObject({ data: 'a' });
    await Promise.all([toolbox.stop(), toolbox.stop()]);
    await toolbox.stop();
    expect(seen).toEqual(['open a', 'open b', 'close b', 'close a']);
  });

  it('starts with the first call', async () => {
    const seen: string[] = [];
    const { toolbox } = sceneOf([resourceful('a', seen)]);
    const results = await Promise.all([toolbox.dispatch('a', {}), toolbox.dispatch('a', {})]);
    expect(results).toMatchObject([{ data: 'a' }, { data: 'a' }]);
    expect(seen).toEqual(['open a']);
  });

  it('that cannot be set up names the tool, closes what was opened, and can be started again', async () => {
    const seen: string[] = [];
    const { toolbox } = sceneOf([resourceful('good', seen), resourceful('bad', seen, true)]);
    for (let time = 0; time < 2; time += 1) {
      await expect(toolbox.start()).rejects.toMatchObject({
        code: 'TOOL_SETUP_FAILED',
        message: 'The tool "bad" could not be set up: no route to the database',
        details: { tool: 'bad' },
      });
    }
    expect(seen).toEqual(['open good', 'open bad', 'close good', 'open good', 'open bad', 'close good']);
    expect(errorIn(await toolbox.dispatch('good', {})).code).toBe('TOOL_SETUP_FAILED');
  });

  it('gives up a setup that takes too long, and aborts its signal', async () => {
    let aborted = false;
    const tool = createTool({
      metadata: { name: 'slow', version: '1', description: 'x', kind: 'query' },
      setup: ({ signal }) =>
        new Promise<void>(() => {
          signal.addEventListener('abort', () => (aborted = true));
        }),
      execute: () => 1,
    });
    const { toolbox, clock } = sceneOf([tool], { setupTimeoutMs: 1_000 });
    const starting = expect(toolbox.start()).rejects.toMatchObject({ code: 'TOOL_SETUP_FAILED' });
    await clock.advance(1_010);
    await starting;
    expect(aborted).toBe(true);
  });

  it('refuses new calls while it stops, lets those under way end, and then cleans up', async () => {
    const seen: string[] = [];
    let finish: (value: string) => void = () => {};
    const tool = toolDoing(() => new Promise((resolve) => (finish = resolve)), {
      cleanup: () => void seen.push('closed'),
    });
    const { toolbox, clock } = sceneOf([tool]);
    await toolbox.start();
    const underWay = toolbox.dispatch('subject', {});
    const stopping = toolbox.stop();
    expect(errorIn(await toolbox.dispatch('subject', {}))).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      retryable: true,
    });
    await clock.advance(1_000);
    expect(seen).toEqual([]);
    finish('done');
    expect(await underWay).toMatchObject({ data: 'done' });
    await stopping;
    expect(seen).toEqual(['closed']);
    expect(toolbox.serving).toBe(false);
    await expect(toolbox.start()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await clock.advance(10);
    expect(clock.pendingTimers).toBe(0);
  });

  it('aborts what has not ended when the drain is over, and says so when work ignores it', async () => {
    const { toolbox, clock, lines } = sceneOf([toolDoing(() => new Promise(() => {}))]);
    await toolbox.start();
    const underWay = toolbox.dispatch('subject', {});
    const stopping = toolbox.stop({ drainMs: 100 });
    await clock.advance(120);
    expect(errorIn(await underWay)).toMatchObject({ code: 'CANCELLED', message: 'The service is stopping' });
    await clock.advance(6_000);
    await stopping;
    expect(lines).toMatchObject([{ level: 'warn', fields: { count: 1 } }]);
  });

  it('stops while it starts, and a failing cleanup is logged and harms no other', async () => {
    const seen: string[] = [];
    const failing = toolDoing(() => 1, {
      cleanup: () => {
        throw new Error('stuck');
      },
    });
    const { toolbox, lines } = sceneOf([resourceful('a', seen), failing]);
    const starting = toolbox.start().catch((error: unknown) => error);
    await toolbox.stop();
    await starting;
    expect(toolbox.serving).toBe(false);
    const next = sceneOf([resourceful('a', seen), failing]);
    await next.toolbox.start();
    await next.toolbox.stop();
    expect(next.lines).toMatchObject([{ level: 'error', fields: { tool: 'subject' } }]);
    expect(seen.at(-1)).toBe('close a');
    expect(lines.every(({ level }) => level !== 'warn')).toBe(true);
  });

  it('is described in the order of names, once', () => {
    const late = toolDoing(() => 1, {
      metadata: {
        name: 'z.late',
        version: '2.0.0',
        description: 'x',
        kind: 'command',
        idempotent: true,
        tags: ['t'],
      },
      schema: { input: z.object({ a: z.string() }), output: z.string(), chunk: z.number() },
      use: [],
    });
    const { toolbox } = sceneOf([late, toolDoing(() => 1)]);
    const described = toolbox.describe();
    expect(toolbox.describe()).toBe(described);
    expect(described.map(({ name }) => name)).toEqual(['subject', 'z.late']);
    expect(described[1]).toMatchObject({
      kind: 'command',
      idempotent: true,
      destructive: true,
      openWorld: true,
      streaming: true,
      timeoutMs: 30_000,
      tags: ['t'],
      inputSchema: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
      outputSchema: { type: 'string' },
      chunkSchema: { type: 'number' },
    });
    expect(described[0]).toMatchObject({
      kind: 'query',
      idempotent: true,
      destructive: false,
      inputSchema: { type: 'object' },
    });
    expect(toolbox.info('subject')?.version).toBe('1.0.0');
    expect(toolbox.info('nobody')).toBeUndefined();
  });

  it('refuses bad definitions at once, naming the option and the value', () => {
    const good = { name: 'a', version: '1', description: 'x', kind: 'query' } as const;
    const bad: readonly [unknown, string][] = [
      [{ metadata: { ...good, name: '...' }, execute: () => 1 }, 'metadata.name'],
      [{ metadata: { ...good, name: 'no spaces' }, execute: () => 1 }, 'metadata.name'],
      [{ metadata: { ...good, version: '' }, execute: () => 1 }, 'metadata.version'],
      [{ metadata: { ...good, description: '' }, execute: () => 1 }, 'metadata.description'],
      [{ metadata: { ...good, kind: 'mutation' }, execute: () => 1 }, 'metadata.kind'],
      [{ metadata: { ...good, timeoutMs: 0 }, execute: () => 1 }, 'metadata.timeoutMs'],
      [{ metadata: { ...good, tags: [''] }, execute: () => 1 }, 'metadata.tags'],
      [{ metadata: good }, 'execute'],
      [{ metadata: good, execute: () => 1, use: [1] }, 'use[0]'],
      [{ metadata: good, execute: () => 1, schema: { output: {} } }, 'schema.output'],
      [{ metadata: good, execute: () => 1, schema: { input: { a: { type: 'string' } } } }, 'schema.input.a'],
    ];
    for (const [definition, option] of bad) {
      expect(() => createTool(definition as never)).toThrow(`"${option}"`);
    }
    const tool = toolDoing(() => 1);
    expect(() => createToolbox({ tools: [tool, tool] })).toThrow('different names');
    expect(() => createToolbox({ tools: [tool], config: { other: 1 } })).toThrow('"config"');
    expect(() => createToolbox({ tools: [tool], use: ['x' as never] })).toThrow('"use[0]"');
    expect(() => createToolbox({ tools: [tool], setupTimeoutMs: -1 })).toThrow(ToolError);
  });
});

describe('configuration', () => {
  const greeter = createTool({
    metadata: { name: 'greeter', version: '1', description: 'x', kind: 'query' },
    schema: { config: z.object({ word: z.string().default('Hello'), loud: z.boolean().default(false) }) },
    setup: ({ config }) => `set up with ${config.word}`,
    execute: ({ config, resources }) => `${config.word}${config.loud ? '!' : ''} (${resources})`,
  });

  it('is checked at start, with defaults filled in', async () => {
    await using toolbox = createToolbox({ tools: [greeter] });
    expect(await toolbox.call('greeter', {})).toMatchObject({ data: 'Hello (set up with Hello)' });
    const { toolbox: bad } = sceneOf([greeter], { config: { greeter: { word: 5 } } });
    await expect(bad.start()).rejects.toMatchObject({
      code: 'TOOL_SETUP_FAILED',
      message: expect.stringContaining('word') as string,
    });
  });

  it('of a tenant changes the base for its calls alone, and is asked for once', async () => {
    const asked: string[] = [];
    const { toolbox } = sceneOf([greeter], {
      config: { greeter: { word: 'Hi' } },
      tenantConfig: async (tenant, tool) => {
        asked.push(`${tenant} ${tool}`);
        return tenant === 'plain' ? undefined : { loud: true };
      },
    });
    const call = async (tenant?: string): Promise<unknown> => {
      const result = await toolbox.dispatch('greeter', {}, { tenant });
      return result.status === 'success' ? result.data : result;
    };
    expect(await Promise.all([call('acme'), call('acme'), call('plain'), call()])).toEqual([
      'Hi! (set up with Hi)',
      'Hi! (set up with Hi)',
      'Hi (set up with Hi)',
      'Hi (set up with Hi)',
    ]);
    expect(await call('acme')).toBe('Hi! (set up with Hi)');
    expect(asked).toEqual(['acme greeter', 'plain greeter']);
  });

  it("of a tenant that is wrong fails that tenant's calls, tells it nothing, and is asked for again", async () => {
    let asked = 0;
    const { toolbox, lines } = sceneOf([greeter], {
      tenantConfig: () => {
        asked += 1;
        return { loud: 'very' };
      },
    });
    for (let time = 0; time < 2; time += 1) {
      const result = await toolbox.dispatch('greeter', {}, { tenant: 'acme' });
      expect(errorIn(result).code).toBe('INTERNAL_ERROR');
      expect(JSON.stringify(result)).not.toContain('loud');
    }
    expect(asked).toBe(2);
    expect(lines).toHaveLength(2);
  });
});
