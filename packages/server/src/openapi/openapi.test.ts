import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTool } from '@toolwright/core';
import type { AnyTool } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sceneOf } from '../../test-support/scene.ts';
import type { Scene } from '../../test-support/scene.ts';
import { emptyReply, jsonReply, staticCredentials } from '../index.ts';
import type { Route } from '../index.ts';

const run = promisify(execFile);
const folder = join(import.meta.dirname, '..', '..');
const info = { title: 'Users', version: '2.1.0', license: { name: 'MIT', identifier: 'MIT' } };

interface Tree {
  readonly name: string;
  readonly below?: readonly Tree[] | undefined;
}
const tree: z.ZodType<Tree> = z.object({
  name: z.string(),
  get below() {
    return z.array(tree).optional();
  },
});

const tools: readonly AnyTool[] = [
  createTool({
    metadata: {
      name: 'users.get',
      version: '1.0.0',
      title: 'Get a user',
      description: 'Gets a user by number',
      kind: 'query',
      tags: ['users'],
      http: { path: '/users/{id}' },
      examples: [{ id: 1 }],
    },
    schema: {
      input: z.object({
        id: z.number().int().describe('The number of the user'),
        fields: z.array(z.enum(['name', 'email'])).optional(),
        near: z.object({ latitude: z.number() }).optional(),
      }),
      output: z.object({ id: z.number(), fields: z.array(z.string()) }),
    },
    execute: ({ input }) => ({ id: input.id, fields: input.fields ?? [] }),
  }),
  createTool({
    metadata: {
      name: 'trees.put',
      version: '1.0.0',
      description: 'Puts a tree',
      kind: 'command',
      permissions: ['trees:write'],
      http: { method: 'PUT', path: '/trees/{name}', status: 201 },
    },
    schema: { input: z.object({ name: z.string(), root: tree }), output: z.object({ size: z.number() }) },
    execute: ({ input }) => ({ size: input.root.below?.length ?? 0 }),
  }),
  createTool({
    metadata: { name: 'ticks', version: '1.0.0', description: 'Counts', kind: 'query' },
    schema: { input: z.object({ to: z.number().int() }), chunk: z.object({ tick: z.number() }) },
    async *execute({ input }) {
      for (let tick = 1; tick <= input.to; tick += 1) yield { tick };
    },
  }),
];

const secrets = { gardener: 'the-long-secret-of-a-gardener', reader: 'the-long-secret-of-a-reader' };
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const authenticate = staticCredentials([
  { sha256: sha256(secrets.gardener), principal: { subject: 'gardener', permissions: ['trees:write'] } },
  { sha256: sha256(secrets.reader), principal: { subject: 'reader', permissions: [] } },
]);
const asGardener = { headers: { 'x-api-key': secrets.gardener } };

const described: Route = {
  method: 'GET',
  path: '/forests/{forest}/trees/{tree}',
  openapi: {
    operationId: 'treeOfForest',
    summary: 'A tree of a forest',
    tags: ['forests'],
    parameters: [
      { name: 'tree', in: 'path', required: true, schema: { type: 'integer' } },
      { name: 'leaves', in: 'query', schema: { type: 'boolean' } },
    ],
    responses: {
      200: { description: 'The tree', content: { 'application/json': { schema: { type: 'object' } } } },
      400: { $ref: '#/components/responses/BadRequest' },
    },
  },
  handle: ({ params }) => jsonReply(200, params),
};
const probed: Route = {
  method: 'POST',
  path: '/poke',
  access: 'probe',
  openapi: {
    operationId: 'poke',
    summary: 'Pokes',
    responses: {
      204: { description: 'Poked' },
      400: { $ref: '#/components/responses/BadRequest' },
    },
  },
  handle: () => emptyReply(204),
};
const silent: Route = { method: 'GET', path: '/silent', handle: () => emptyReply(204) };
const routes = [described, probed, silent];

async function inFolder(work: (path: string) => Promise<void>): Promise<void> {
  const path = await mkdtemp(join(folder, 'node_modules', '.openapi-'));
  try {
    await work(path);
  } finally {
    await rm(path, { recursive: true });
  }
}

async function lint(scene: Scene): Promise<{ readonly totals: { errors: number; warnings: number } }> {
  let report = '';
  await inFolder(async (path) => {
    const file = join(path, 'openapi.json');
    await writeFile(file, JSON.stringify((await scene.get('/openapi.json', asGardener)).body));
    const redocly = join(folder, 'node_modules', '.bin', 'redocly');
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const { stdout } = await run(redocly, ['lint', file, '--format=json'], { env, cwd: path });
    report = stdout;
  });
  return JSON.parse(report) as { totals: { errors: number; warnings: number } };
}

describe('the OpenAPI document', () => {
  it.each([
    ['open', tools, {}],
    ['authenticated', tools, { authenticate }],
    ['empty', [], {}],
    ['with routes', tools, { authenticate, routes }],
    ['with routes alone', [], { routes }],
  ] as const)(
    'passes a linter without warnings (%s)',
    { timeout: 30_000 },
    async (_name, served, options) => {
      await using scene = await sceneOf(served, { info, ...options });
      expect((await lint(scene)).totals).toMatchObject({ errors: 0, warnings: 0 });
    },
  );

  it('says where a tool is, what goes in and what comes out', async () => {
    await using scene = await sceneOf(tools, {
      authenticate,
      info,
      groups: [{ prefix: '/v1', tags: ['forest'], tools: ['trees.put'] }],
    });
    const { body } = await scene.get('/openapi.json', asGardener);
    expect(body).toMatchObject({ openapi: '3.2.0', info });
    const own = body.paths['/v1/trees/{name}'].put;
    expect(own.tags).toEqual(['forest']);
    expect(own.parameters[0]).toMatchObject({ name: 'name', in: 'path', required: true });
    expect(own.requestBody.content['application/json'].schema.required).toEqual(['root']);
    expect(Object.keys(own.responses)).toContain('201');
    const query = body.paths['/tools/users.get'].get.parameters;
    expect(query.slice(0, 3)).toMatchObject([
      { name: 'id', in: 'query', required: true, description: 'The number of the user' },
      { name: 'fields', required: false, schema: { type: 'array' } },
      { name: 'near', content: { 'application/json': {} } },
    ]);
    expect(body.paths['/tools/users.get'].post.requestBody.content['application/json'].examples).toEqual({
      'example-1': { value: { id: 1 } },
    });
    expect(body.paths['/tools/trees.put'].get).toBeUndefined();
  });

  it('says what the items of a stream are, and is of the version before where nothing streams', async () => {
    await using scene = await sceneOf(tools, { info });
    const { body } = await scene.get('/openapi.json');
    const { content } = body.paths['/tools/ticks'].post.responses['200'];
    const chunk = { $ref: '#/components/schemas/ticks.chunk' };
    const [event] = content['text/event-stream'].itemSchema.anyOf;
    expect(event.properties.data).toEqual({
      type: 'string',
      contentMediaType: 'application/json',
      contentSchema: chunk,
    });
    const [line] = content['application/x-ndjson'].itemSchema.oneOf;
    expect(line.properties).toMatchObject({ type: { const: 'chunk' }, data: chunk });
    await using quiet = await sceneOf(tools.slice(0, 2), { info, authenticate });
    expect((await quiet.get('/openapi.json', asGardener)).body.openapi).toBe('3.1.0');
  });

  it('tells of the routes that describe themselves', async () => {
    await using scene = await sceneOf(tools, { info, authenticate, routes });
    const { body } = await scene.get('/openapi.json', asGardener);
    const { get } = body.paths['/forests/{forest}/trees/{tree}'];
    expect(get).toMatchObject({ operationId: 'treeOfForest', tags: ['forests'] });
    expect(get.parameters).toEqual([
      { name: 'forest', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'tree', in: 'path', required: true, schema: { type: 'integer' } },
      { name: 'leaves', in: 'query', schema: { type: 'boolean' } },
    ]);
    expect(body.tags).toContainEqual({ name: 'forests', description: 'What is tagged "forests"' });
    expect(body.paths['/poke'].post).toMatchObject({ tags: ['service'], security: [] });
    expect(body.paths).not.toHaveProperty('/silent');
  });

  it('takes no description of a route without responses', async () => {
    const wrong: Route = { ...silent, openapi: { summary: 'Silent' } };
    await expect(sceneOf(tools, { routes: [wrong] })).rejects.toThrow(
      /"openapi of GET \/silent" must be an operation with its responses/,
    );
  });

  it('keeps references inside of a tool’s schema', async () => {
    await using scene = await sceneOf(tools, { info, authenticate });
    const { body } = await scene.get('/openapi.json', asGardener);
    const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"/]+)"/g)];
    expect(references.some(([, , name]) => name?.startsWith('trees.put.input.'))).toBe(true);
    for (const [, group, name] of references) expect(Object.keys(body.components[group!])).toContain(name);
  });

  it('shows a caller what it may call', async () => {
    await using scene = await sceneOf(tools, { info, authenticate });
    const asReader = { headers: { authorization: `Bearer ${secrets.reader}` } };
    const { body } = await scene.get('/openapi.json', asReader);
    expect(Object.keys(body.paths)).not.toContain('/tools/trees.put');
    expect(body.components.securitySchemes.apiKey).toEqual({
      type: 'apiKey',
      in: 'header',
      name: 'X-API-Key',
    });
    const { body: list } = await scene.get('/tools', asReader);
    expect(list.tools.map(({ name }: { name: string }) => name)).toEqual(['ticks', 'users.get']);
  });
});

const program = `
import createClient from 'openapi-fetch';
import type { paths } from './paths.d.ts';

const client = createClient<paths>({ baseUrl: process.argv[2]!, headers: { 'x-api-key': process.argv[3]! } });
const user = await client.GET('/users/{id}', { params: { path: { id: 7 }, query: { fields: ['name', 'email'] } } });
const id: number | undefined = user.data?.status === 'success' ? user.data.data?.id : undefined;
const posted = await client.POST('/tools/users.get', { body: { id: 8 } });
const tree = await client.PUT('/trees/{name}', { params: { path: { name: 'oak' } }, body: { root: { name: 'oak' } } });
const wrong = await client.POST('/tools/ticks', { body: { to: 0.5 } });
const code: string | undefined = wrong.error?.code;
// @ts-expect-error -- there is no such tool
void (() => client.POST('/tools/users.got', { body: {} }));
console.log(JSON.stringify({ user: user.data, id, posted: posted.data, code, status: tree.response.status }));
`;

describe('a generated client', () => {
  it('compiles against the document and calls the service', { timeout: 60_000 }, async () => {
    await using scene = await sceneOf(tools, { info, authenticate });
    await inFolder(async (path) => {
      const at = (name: string): string => join(path, name);
      await writeFile(
        at('openapi.json'),
        JSON.stringify((await scene.get('/openapi.json', asGardener)).body),
      );
      await writeFile(at('program.mts'), program);
      const generator = join(folder, 'node_modules', 'openapi-typescript', 'bin', 'cli.js');
      const preload = join(folder, 'test-support', 'typescript-api.ts');
      await run(process.execPath, [
        '--import',
        preload,
        generator,
        at('openapi.json'),
        '-o',
        at('paths.d.ts'),
      ]);
      const options = [
        '--rewriteRelativeImportExtensions',
        '--ignoreConfig',
        '--strict',
        '--skipLibCheck',
        '--module',
        'nodenext',
        '--target',
        'es2023',
      ];
      const tsc = join(folder, 'node_modules', '.bin', 'tsc');
      await run(tsc, [...options, '--types', 'node', at('program.mts')]).catch(
        ({ stdout: said }: { stdout: string }) => expect.fail(said),
      );
      const { stdout } = await run(process.execPath, [at('program.mjs'), scene.url, secrets.gardener]);
      expect(JSON.parse(stdout)).toMatchObject({
        user: { status: 'success', data: { id: 7, fields: ['name', 'email'] } },
        id: 7,
        posted: { data: { id: 8 } },
        code: 'INVALID_INPUT',
        status: 201,
      });
    });
  });
});
