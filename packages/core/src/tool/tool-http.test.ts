import { describe, expect, it } from 'vitest';
import { createTool } from './create-tool.ts';
import type { ToolHttp } from './tool-http.ts';
import type { ToolInfo } from './tool.ts';

function infoWith(http: ToolHttp, kind: 'query' | 'command' = 'query'): ToolInfo {
  const metadata = { name: 'users.get', version: '1.0.0', description: 'Gets a user', kind, http };
  return createTool({ metadata, execute: () => ({}) }).info;
}

describe('a tool with an address of its own', () => {
  it('keeps what it says, frozen', () => {
    const { http } = infoWith({ method: 'GET', path: '/v1/users/{id}/posts', status: 206 });
    expect(http).toEqual({ method: 'GET', path: '/v1/users/{id}/posts', status: 206 });
    expect(Object.isFrozen(http)).toBe(true);
    expect(infoWith({ resumable: true }).http).toEqual({ resumable: true });
  });

  it.each(['users', '', '/', '/a//b', '/a/', '/{a}/{a}', '/a/{b', '/a/..', '/a b', '/{1}', '/a?b', '/a/%2e'])(
    'refuses the path "%s"',
    (path) => {
      expect(() => infoWith({ path })).toThrow('metadata.http.path');
    },
  );

  it('refuses a method that is none, a status that is no success, and GET for a command', () => {
    expect(() => infoWith({ method: 'FETCH' as 'GET' })).toThrow('metadata.http.method');
    expect(() => infoWith({ path: '/a', method: 'GET' }, 'command')).toThrow('metadata.http.method');
    expect(() => infoWith({ path: '/a', status: 404 })).toThrow('metadata.http.status');
    expect(infoWith({ path: '/a', method: 'PUT' }, 'command').http?.method).toBe('PUT');
  });
});
