import {
  checkResourceAllowed,
  discoverOAuthProtectedResourceMetadata,
  extractWWWAuthenticateParams,
} from '@modelcontextprotocol/client';
import { createToolbox } from '@toolwright/core';
import { createServer } from '@toolwright/server';
import { expect, it } from 'vitest';
import { tools } from '../src/tools.ts';

it('the official client finds out where tokens come from, by the challenge and by the address alone', async () => {
  const resource = 'https://tools.example.com/mcp';
  const toolbox = createToolbox({ tools });
  const server = createServer({
    toolbox,
    allowedHosts: ['tools.example.com'],
    authenticate: () => undefined,
    mcp: {
      name: 'protected',
      version: '1.0.0',
      authorization: {
        resource,
        authorizationServers: ['https://login.example.com'],
        firstScopes: ['tools:read', 'tools:call'],
      },
    },
  });
  const fetchFn = (url: string | URL, init?: RequestInit): Promise<Response> =>
    server.fetch(new Request(url, init));
  const refused = await fetchFn(resource, { method: 'POST', body: '{}' });
  const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(refused);
  expect([refused.status, scope]).toEqual([401, 'tools:read tools:call']);
  for (const options of [{ resourceMetadataUrl: resourceMetadataUrl! }, {}]) {
    const metadata = await discoverOAuthProtectedResourceMetadata(resource, options, fetchFn);
    expect(metadata.authorization_servers).toEqual(['https://login.example.com']);
    const asked = { requestedResource: resource, configuredResource: metadata.resource };
    expect(checkResourceAllowed(asked)).toBe(true);
  }
  await toolbox.stop();
});
