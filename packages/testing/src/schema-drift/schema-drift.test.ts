import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTool, createToolbox } from '@toolwright/core';
import type { AnySchema, JsonObject } from '@toolwright/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { matchSchemaFile } from './match-schema-file.ts';
import { compareSnapshots, schemaSnapshot } from './schema-snapshot.ts';
import type { ToolSnapshot } from './schema-snapshot.ts';

const text = { type: 'string' };
const open = {
  type: 'object',
  properties: { city: text, days: { type: 'integer', minimum: 1 } },
  required: ['city'],
};
const nullable = (a: JsonObject): JsonObject => ({
  type: 'object',
  properties: { a: { anyOf: [{ $ref: '#/$defs/a' }, { type: 'null' }] } },
  $defs: { a },
});
const closed = { ...open, additionalProperties: false };

describe('compareSnapshots', () => {
  it.each<{
    name: string;
    before: JsonObject;
    after: JsonObject;
    sent: boolean;
    read: boolean;
    what: string;
  }>([
    {
      name: 'a new required member',
      before: open,
      after: { ...open, properties: { ...open.properties, unit: text }, required: ['city', 'unit'] },
      sent: true,
      read: false,
      what: '"unit" is new and required',
    },
    {
      name: 'a new optional member',
      before: open,
      after: { ...open, properties: { ...open.properties, unit: text } },
      sent: false,
      read: false,
      what: '"unit" is new',
    },
    {
      name: 'a member that is now required',
      before: open,
      after: { ...open, required: ['city', 'days'] },
      sent: true,
      read: false,
      what: '"days" is now required',
    },
    {
      name: 'a member that is now optional',
      before: open,
      after: { ...open, required: [] },
      sent: false,
      read: true,
      what: '"city" is now optional',
    },
    {
      name: 'a member that is gone from an open object',
      before: open,
      after: { ...open, properties: { city: text } },
      sent: false,
      read: true,
      what: '"days" is gone',
    },
    {
      name: 'a member that is gone from a closed object',
      before: closed,
      after: { ...closed, properties: { city: text } },
      sent: true,
      read: true,
      what: '"days" is gone',
    },
    {
      name: 'an object that closes',
      before: open,
      after: closed,
      sent: true,
      read: false,
      what: 'no longer takes members of other names',
    },
    {
      name: 'another type',
      before: { type: ['string', 'null'] },
      after: { type: ['string', 'integer'] },
      sent: true,
      read: true,
      what: 'is no longer null',
    },
    {
      name: 'a wider number',
      before: { type: 'integer' },
      after: { type: 'number' },
      sent: false,
      read: true,
      what: 'may now be number',
    },
    {
      name: 'a value that is gone',
      before: { enum: ['a', 'b'] },
      after: { enum: ['a'] },
      sent: true,
      read: false,
      what: 'is no longer "b"',
    },
    {
      name: 'a value that is new',
      before: { const: 'a' },
      after: { enum: ['a', 'b'] },
      sent: false,
      read: true,
      what: 'may now be "b"',
    },
    {
      name: 'values that are now listed',
      before: text,
      after: { ...text, enum: ['a'] },
      sent: true,
      read: false,
      what: 'is now one of "a"',
    },
    {
      name: 'values that are no longer listed',
      before: { ...text, enum: ['a'] },
      after: text,
      sent: false,
      read: true,
      what: 'is no longer one of "a"',
    },
    {
      name: 'a tighter bound, deep inside',
      before: { type: 'array', items: open },
      after: {
        type: 'array',
        items: { ...open, properties: { city: text, days: { type: 'integer', minimum: 2 } } },
      },
      sent: true,
      read: false,
      what: '"[].days" has "minimum" 2 where it was 1',
    },
    {
      name: 'a looser bound',
      before: { ...text, maxLength: 5 },
      after: { ...text, maxLength: 9 },
      sent: false,
      read: true,
      what: 'has "maxLength" 9 where it was 5',
    },
    {
      name: 'a pattern',
      before: text,
      after: { ...text, pattern: '^a' },
      sent: true,
      read: false,
      what: 'has "pattern" "^a" where it was absent',
    },
    {
      name: 'another format',
      before: { ...text, format: 'uri' },
      after: { ...text, format: 'email' },
      sent: true,
      read: true,
      what: 'has "format" "email" where it was "uri"',
    },
    {
      name: 'a variant more',
      before: { anyOf: [text, { type: 'null' }] },
      after: { anyOf: [text, { type: 'null' }, open] },
      sent: false,
      read: true,
      what: 'has more variants',
    },
    {
      name: 'other variants',
      before: { oneOf: [text, open] },
      after: { oneOf: [text, closed] },
      sent: true,
      read: true,
      what: 'has other variants',
    },
    {
      name: 'a variant less',
      before: { oneOf: [text, open] },
      after: { oneOf: [text] },
      sent: true,
      read: false,
      what: 'has fewer variants',
    },
    {
      name: 'what cannot be judged',
      before: { ...text, not: { const: 'a' } },
      after: { ...text, not: { const: 'b' } },
      sent: true,
      read: true,
      what: '"not" changed in a way that cannot be judged',
    },
    {
      name: 'what a reference leads to',
      before: { $ref: '#/$defs/a', $defs: { a: text } },
      after: { $ref: '#/$defs/a', $defs: { a: { type: 'integer' } } },
      sent: true,
      read: true,
      what: 'is no longer string',
    },
    {
      name: 'what a reference inside a variant leads to',
      before: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/a' }], $defs: { a: text } },
      after: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/a' }], $defs: { a: { type: 'integer' } } },
      sent: true,
      read: true,
      what: 'has other variants',
    },
    {
      name: 'what a reference inside the variant of a member leads to',
      before: nullable(text),
      after: nullable({ type: 'integer' }),
      sent: true,
      read: true,
      what: '"a" has other variants',
    },
    {
      name: 'what a reference inside of what cannot be judged leads to',
      before: { not: { $ref: '#/$defs/a' }, $defs: { a: text } },
      after: { not: { $ref: '#/$defs/a' }, $defs: { a: { type: 'integer' } } },
      sent: true,
      read: true,
      what: '"not" changed',
    },
    {
      name: 'what stands beside a reference',
      before: { $ref: '#/$defs/a~1b', $defs: { 'a/b': text } },
      after: { $ref: '#/$defs/a~1b', minLength: 3, $defs: { 'a/b': text } },
      sent: true,
      read: false,
      what: 'has "minLength" 3 where it was absent',
    },
    {
      name: 'what a reference with a slash in its name leads to',
      before: { $ref: '#/$defs/a~1b', $defs: { 'a/b': text } },
      after: { $ref: '#/$defs/a~1b', $defs: { 'a/b': { type: 'integer' } } },
      sent: true,
      read: true,
      what: 'is no longer string',
    },
    {
      name: 'items with places of their own',
      before: { type: 'array', prefixItems: [text, { type: 'integer' }] },
      after: { type: 'array', prefixItems: [text, { type: 'number' }] },
      sent: false,
      read: true,
      what: '"[1]" may now be number',
    },
    {
      name: 'how many items have places of their own',
      before: { type: 'array', prefixItems: [text] },
      after: { type: 'array', prefixItems: [text, text] },
      sent: true,
      read: true,
      what: 'has 2 items of their own kind where it had 1',
    },
    {
      name: 'a list that takes no more items',
      before: { type: 'array', prefixItems: [text], items: text },
      after: { type: 'array', prefixItems: [text], items: false },
      sent: true,
      read: false,
      what: 'no longer takes more items',
    },
    {
      name: 'a list that takes more items',
      before: { type: 'array', prefixItems: [text, true], items: false },
      after: { type: 'array', prefixItems: [text, true] },
      sent: false,
      read: true,
      what: 'now takes more items',
    },
    {
      name: 'items that may be of any kind',
      before: { type: 'array', items: text },
      after: { type: 'array' },
      sent: false,
      read: true,
      what: 'may now be',
    },
    {
      name: 'a value that is one of several where it was any',
      before: text,
      after: { ...text, enum: ['a', 'b'] },
      sent: true,
      read: false,
      what: 'is now one of "a", "b"',
    },
    {
      name: 'a variant more',
      before: { oneOf: [text] },
      after: { oneOf: [text, open] },
      sent: false,
      read: true,
      what: 'has more variants',
    },
    {
      name: 'variants where there were none, and none where there were',
      before: { type: 'string' },
      after: { type: 'string', anyOf: [{ const: 'a' }] },
      sent: true,
      read: true,
      what: 'has more variants',
    },
    {
      name: 'what members of any name are',
      before: { type: 'object', additionalProperties: text },
      after: { type: 'object', additionalProperties: { type: ['string', 'null'] } },
      sent: false,
      read: true,
      what: '"*" may now be null',
    },
  ])('judges $name', ({ before, after, sent, read, what }) => {
    const asInput = compareSnapshots({ t: tool({ input: before }) }, { t: tool({ input: after }) });
    const asOutput = compareSnapshots({ t: tool({ output: before }) }, { t: tool({ output: after }) });
    expect(asInput.map(({ message }) => message).join('\n')).toContain(what);
    expect(asInput.some(({ breaking }) => breaking)).toBe(sent);
    expect(asOutput.some(({ breaking }) => breaking)).toBe(read);
  });

  it('judges results and chunks that come and go', () => {
    const without = { t: tool({}) };
    for (const part of ['output', 'chunk'] as const) {
      const within = { t: tool({ [part]: text }) };
      expect(compareSnapshots(without, within).map(({ breaking }) => breaking)).not.toContain(true);
      expect(compareSnapshots(within, without)).toContainEqual(
        expect.objectContaining({ tool: 't', breaking: true, message: expect.stringContaining(part) }),
      );
    }
    const streaming = compareSnapshots({ t: tool({ streaming: true }) }, without);
    expect(streaming[0]?.message).toContain('no longer streams');
  });

  it('does not count words', () => {
    const after = { ...open, title: 'T', description: 'D', examples: [1], 'x-sensitive': true };
    expect(compareSnapshots({ t: tool({ input: open }) }, { t: tool({ input: after }) })).toEqual([]);
  });

  it('compares schemas that refer to themselves', () => {
    const tree = (leaf: JsonObject): JsonObject => ({
      $ref: '#/$defs/tree',
      $defs: { tree: { type: 'object', properties: { leaf, next: { $ref: '#/$defs/tree' } } } },
    });
    const changes = compareSnapshots(
      { t: tool({ input: tree(text) }) },
      { t: tool({ input: tree({ type: 'integer' }) }) },
    );
    expect(changes[0]?.message).toBe(
      'input "leaf" is no longer string: breaks callers that send what was accepted',
    );
  });

  it('judges what else callers of a tool rely on', () => {
    const before = { gone: tool({}), changed: tool({}) };
    const after = {
      changed: tool({ kind: 'command', permissions: ['admin'], streaming: true }),
      fresh: tool({}),
    };
    expect(compareSnapshots(before, after)).toEqual([
      { tool: 'gone', breaking: true, message: 'the tool is gone: breaks everybody who calls it' },
      {
        tool: 'changed',
        breaking: true,
        message: 'is now a command: breaks callers that use GET, caches or retries',
      },
      { tool: 'changed', breaking: true, message: 'now demands admin: breaks callers without it' },
      { tool: 'changed', breaking: true, message: 'now streams: breaks callers that read its result' },
      { tool: 'fresh', breaking: false, message: 'the tool is new' },
    ]);
    const back = compareSnapshots({ t: tool({ kind: 'command' }) }, { t: tool({}) });
    expect(back).toEqual([{ tool: 't', breaking: false, message: 'is now a query' }]);
  });

  it('lets a major version announce what breaks', () => {
    const after = { t: tool({ version: '2.0.0', input: { type: 'integer' } }) };
    const changes = compareSnapshots({ t: tool({ input: text }) }, after);
    expect(changes.map(({ breaking }) => breaking)).toEqual([false, false]);
  });
});

describe('matchSchemaFile', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'schema-drift-'));
    vi.stubEnv('CI', '');
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(directory, { recursive: true });
  });

  it('writes a missing file, passes what is compatible, and fails what breaks', async () => {
    const path = join(directory, 'deep', 'tools.json');
    expect(await matchSchemaFile(toolbox(open), path)).toEqual({ outcome: 'written', changes: [] });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(schemaSnapshot(toolbox(open)));
    expect(await matchSchemaFile(toolbox(open), path)).toEqual({ outcome: 'matched', changes: [] });
    const more = { ...open, properties: { ...open.properties, unit: text } };
    const compatible = await matchSchemaFile(toolbox(more), path);
    expect(compatible.changes.map(({ message }) => message)).toEqual(['input "unit" is new']);
    const broken = { ...open, required: ['city', 'days'] };
    await expect(matchSchemaFile(toolbox(broken), path)).rejects.toThrow(
      '- weather: input "days" is now required: breaks callers that send what was accepted',
    );
    expect((await matchSchemaFile(toolbox(broken), path, { update: true })).outcome).toBe('written');
    expect((await matchSchemaFile(toolbox(broken), path)).outcome).toBe('matched');
  });

  it('does not write on CI, and says so', async () => {
    vi.stubEnv('CI', 'true');
    await expect(matchSchemaFile(toolbox(open), join(directory, 'none.json'))).rejects.toThrow(
      'run the test once outside of CI',
    );
  });

  it('rejects when the file cannot be read', async () => {
    await expect(matchSchemaFile(toolbox(open), directory)).rejects.toThrow('EISDIR');
  });
});

function tool(changes: Partial<ToolSnapshot>): ToolSnapshot {
  return { version: '1.0.0', kind: 'query', permissions: [], streaming: false, input: {}, ...changes };
}

function toolbox(input: JsonObject) {
  const schema: AnySchema = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => ({ value }),
      jsonSchema: { input: () => input, output: () => input },
    },
  };
  const weather = createTool({
    metadata: { name: 'weather', version: '1.0.0', description: 'Tells the weather', kind: 'query' },
    schema: { input: schema },
    execute: () => ({}),
  });
  return createToolbox({ tools: [weather] });
}
