import { ToolError } from '@toolwright/core';
import type { Principal } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { mcpSceneOf } from '../../test-support/mcp-scene.ts';
import type { McpScene } from '../../test-support/mcp-scene.ts';
import { echo, toolDoing } from '../../test-support/scene.ts';
import type { Answer } from '../../test-support/scene.ts';
import { createPrompt, createResource } from '../index.ts';
import type { Authenticate, McpAuthorization } from '../index.ts';

const resource = 'https://tools.example.com/v1/mcp';
const metadataUrl = 'https://tools.example.com/.well-known/oauth-protected-resource/v1/mcp';
const authorization: McpAuthorization = {
  resource,
  authorizationServers: ['https://login.example.com'],
  scopesSupported: ['tools'],
};

const tokens: Readonly<Record<string, { readonly audience: string; readonly scope: string }>> = {
  good: { audience: resource, scope: 'tools' },
  wide: { audience: resource, scope: 'tools files.write files.read' },
  foreign: { audience: 'https://other.example.com', scope: 'tools files.write files.read' },
};

/** Takes tokens that are for this resource. */
const authenticate: Authenticate = ({ headers }): Principal | undefined => {
  const [, name] = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '') ?? [];
  if (name === undefined) return undefined;
  const token = tokens[name];
  if (token?.audience !== resource) throw new ToolError('UNAUTHENTICATED', 'The token is not for us');
  const permissions = token.scope.split(' ').map((scope) => scope.replace('.', ':'));
  return { subject: name, permissions };
};

const remove = toolDoing(() => 'removed', {
  name: 'remove',
  permissions: ['files:read', 'files:write'],
});
const scopeOf = (permission: string): string => permission.replace(':', '.');

function protectedScene(more: Partial<McpAuthorization> = {}): Promise<McpScene> {
  const refusing = toolDoing(() => {
    throw new ToolError('PERMISSION_DENIED', 'Not today');
  });
  return mcpSceneOf([echo, remove, refusing], {
    authorization: { ...authorization, scopeOf, ...more },
    server: { authenticate },
  });
}

function callTool(scene: McpScene, name: string, token: string, meta: object = {}): Promise<Answer> {
  return scene.ask(
    'tools/call',
    { name },
    { headers: { authorization: `Bearer ${token}` }, meta: { ...meta } },
  );
}

function challengeIn({ status, headers }: Answer): readonly unknown[] {
  return [status, headers.get('www-authenticate')];
}

describe('the metadata of a protected endpoint', () => {
  it.each([
    '/.well-known/oauth-protected-resource',
    '/.well-known/oauth-protected-resource/v1/mcp',
    '/.well-known/oauth-protected-resource/mcp',
  ])('stands at %s, for everybody', async (path) => {
    await using scene = await protectedScene({
      resourceName: 'Tools',
      resourceDocumentation: 'https://example.com',
    });
    const { status, headers, body } = await scene.get(path);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(body).toEqual({
      resource,
      authorization_servers: ['https://login.example.com'],
      scopes_supported: ['tools'],
      bearer_methods_supported: ['header'],
      resource_name: 'Tools',
      resource_documentation: 'https://example.com',
    });
  });

  it('is not there where nothing was said of it', async () => {
    await using scene = await mcpSceneOf([echo], { server: { authenticate } });
    expect((await scene.get('/.well-known/oauth-protected-resource')).status).toBe(404);
    expect(challengeIn(await scene.ask('tools/list'))).toEqual([401, 'Bearer realm="toolwright"']);
    const { status, body } = await callTool(scene, 'echo', 'good');
    expect([status, body.result.isError]).toEqual([200, undefined]);
  });

  it.each<[string, object]>([
    ['resource', { resource: 'tools.example.com' }],
    ['resource', { resource: 'http://tools.example.com/mcp' }],
    ['resource', { resource: 'https://tools.example.com/mcp#part' }],
    ['authorizationServers', { authorizationServers: [] }],
    ['authorizationServers', { authorizationServers: ['ftp://login.example.com'] }],
    ['scopesSupported', { scopesSupported: ['tools', 'offline_access'] }],
    ['firstScopes', { firstScopes: ['two words'] }],
    ['scopeOf', { scopeOf: () => '"' }],
  ])('has no %s that clients could not use: %j', async (option, wrong) => {
    await expect(protectedScene(wrong)).rejects.toThrow(`"mcp.authorization.${option}"`);
  });

  it('is for endpoints that know their callers alone', async () => {
    await expect(mcpSceneOf([echo], { authorization })).rejects.toThrow('"mcp.authorization"');
  });
});

describe('a protected endpoint', () => {
  it('says where tokens come from, and which scopes to ask for, to who has none', async () => {
    await using scene = await protectedScene();
    const realm = 'Bearer realm="toolwright"';
    expect(challengeIn(await scene.ask('tools/list'))).toEqual([
      401,
      `${realm}, resource_metadata="${metadataUrl}"`,
    ]);
    await using scoped = await protectedScene({ firstScopes: ['tools', 'files.read'] });
    expect(challengeIn(await scoped.ask('tools/list'))).toEqual([
      401,
      `${realm}, resource_metadata="${metadataUrl}", scope="tools files.read"`,
    ]);
    // What is not part of the resource says nothing of it.
    expect(challengeIn(await scoped.call('echo', {}))).toEqual([401, realm]);
  });

  it.each(['unknown', 'foreign'])('refuses a token that is %s as invalid', async (token) => {
    await using scene = await protectedScene();
    expect(challengeIn(await callTool(scene, 'echo', token))).toEqual([
      401,
      `Bearer realm="toolwright", error="invalid_token", resource_metadata="${metadataUrl}"`,
    ]);
  });

  it('names every scope that a call needs to who lacks one', async () => {
    await using scene = await protectedScene();
    const answer = await callTool(scene, 'remove', 'good');
    expect(challengeIn(answer)).toEqual([
      403,
      `Bearer realm="toolwright", error="insufficient_scope", scope="files.read files.write", resource_metadata="${metadataUrl}"`,
    ]);
    expect(answer.body).toEqual({
      jsonrpc: '2.0',
      id: 1,
      error: { code: -32_600, message: '"remove" needs a token with the scopes files.read, files.write' },
    });
    const followed = await callTool(scene, 'remove', 'good', { progressToken: 'p' });
    expect(challengeIn(followed)).toEqual(challengeIn(answer));
    expect((await callTool(scene, 'remove', 'wide')).body.result.content).toEqual([
      { type: 'text', text: 'removed' },
    ]);
  });

  it('says the same of a resource and a prompt that not everybody may read', async () => {
    const guarded = { name: 'plan', permissions: ['files:read'] };
    const uri = 'desk://plan';
    await using scene = await mcpSceneOf([echo], {
      authorization: { ...authorization, scopeOf },
      resources: [createResource({ ...guarded, uri, read: () => 'The plan' })],
      prompts: [createPrompt({ ...guarded, render: () => 'Make a plan' })],
      server: { authenticate },
    });
    const headers = { authorization: 'Bearer good' };
    for (const answer of [
      await scene.ask('resources/read', { uri }, { headers: { ...headers, 'mcp-name': uri } }),
      await scene.ask('prompts/get', { name: 'plan' }, { headers }),
    ])
      expect(challengeIn(answer)).toEqual([
        403,
        `Bearer realm="toolwright", error="insufficient_scope", scope="files.read", resource_metadata="${metadataUrl}"`,
      ]);
  });

  it('asks who is not known for the scopes of a tool, where the address is open to everybody', async () => {
    await using scene = await mcpSceneOf([echo, remove], {
      authorization: { ...authorization, scopeOf },
      server: { authenticate, publicPaths: ['/mcp'] },
    });
    expect((await scene.ask('tools/call', { name: 'echo' })).status).toBe(200);
    expect(challengeIn(await scene.ask('tools/call', { name: 'remove' }))).toEqual([
      401,
      `Bearer realm="toolwright", scope="files.read files.write", resource_metadata="${metadataUrl}"`,
    ]);
  });

  it('leaves to the model what a tool refuses of its own accord', async () => {
    await using scene = await protectedScene();
    const { status, body } = await callTool(scene, 'subject', 'good');
    expect([status, body.result.isError]).toEqual([200, true]);
  });
});
