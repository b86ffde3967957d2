import * as fc from 'fast-check';
import { seededRandom } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { encodingFor } from '../reply/compress.ts';
import { titleOf } from '../reply/problem.ts';
import { Router } from '../routing/router.ts';
import type { Route } from '../routing/route.ts';
import { emptyReply } from '../reply/reply.ts';
import { checkedLimits } from '../server-limits.ts';
import { acceptedOf } from './accept.ts';
import { isDeeperThan } from './json-depth.ts';
import { requestIds } from './request-id.ts';
import { parseTarget } from './request-target.ts';
import { readTimeout } from './timeout-header.ts';

describe('what a client accepts', () => {
  const offers = ['application/json', 'text/event-stream'] as const;
  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['text/html, application/*;q=0.8, */*;q=0.1', 'application/json'],
    ['text/event-stream', 'text/event-stream'],
    ['application/json;q=0.5, text/event-stream', 'text/event-stream'],
    ['application/json;q=0, */*', 'text/event-stream'],
    ['TEXT/event-stream ; Q=1', 'text/event-stream'],
    ['text/html', undefined],
    ['application/json;q=0', undefined],
    ['', undefined],
    [';;,,q=', undefined],
  ])('%s: %s', (accept, expected) => {
    expect(acceptedOf(accept, offers)).toBe(expected);
  });

  it('in encodings is brotli before gzip, but for what it refuses', () => {
    expect(encodingFor('gzip, deflate, br')).toBe('br');
    expect(encodingFor('GZIP')).toBe('gzip');
    expect(encodingFor('brx, xgzip')).toBeUndefined();
    expect(encodingFor('br;q=0.0, gzip;q=0')).toBeUndefined();
    expect(encodingFor(undefined)).toBeUndefined();
  });
});

describe('the depth of a JSON text', () => {
  it('is that of its value, for any value', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value, undefined, 1);
        const depth = depthOf(value);
        expect(isDeeperThan(text, depth)).toBe(false);
        if (depth > 0) expect(isDeeperThan(text, depth - 1)).toBe(true);
      }),
    );
  });

  it('does not count brackets in strings, whatever is escaped', () => {
    expect(isDeeperThan(String.raw`["\\", "\"[[[[", "[[[[\\\""]`, 1)).toBe(false);
    expect(isDeeperThan(String.raw`["\\",[["a"]]]`, 2)).toBe(true);
    expect(isDeeperThan('["never closed [[[[[', 1)).toBe(false);
    expect(isDeeperThan('[[[]]]', 2)).toBe(true);
  });
});

describe('a request target', () => {
  it('is a path with a query, or a whole URL', () => {
    expect(parseTarget('/a?b=c?d')).toEqual({ path: '/a', query: 'b=c?d' });
    expect(parseTarget('HTTP://a.example:1?x')).toEqual({ path: '/', query: 'x', authority: 'a.example:1' });
    expect(parseTarget('*')).toEqual({ path: '*', query: '' });
    for (const none of [
      '',
      'a',
      '/a#b',
      'http://',
      'http://user@a.example/',
      'ftp://a.example/',
      'javascript:x',
    ])
      expect(parseTarget(none)).toBeUndefined();
  });
});

describe('a request id', () => {
  it('is the client’s own when it is usable, else one of its kind', () => {
    const idOf = requestIds(seededRandom(1));
    expect(idOf('abc-1.2:3/4')).toBe('abc-1.2:3/4');
    const made = [undefined, '', 'a b', 'x'.repeat(129), 'a\r\nb', 'ä'].map((given) => idOf(given));
    expect(new Set(made).size).toBe(made.length);
    for (const id of made) expect(id).toMatch(/^[\w-]{12}-\d+$/);
  });
});

describe('the longest wait of a client', () => {
  it('is whole milliseconds', () => {
    expect(readTimeout('2500')).toBe(2_500);
    for (const bad of ['0', '-1', '1.5', '1e3', '', '2147483648', 'soon', ' 1'])
      expect(readTimeout(bad)).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  });
});

describe('the router', () => {
  const route = (method: string, path: string): Route => ({ method, path, handle: () => emptyReply(204) });
  const routerOf = (...routes: readonly Route[]): Router => {
    const router = new Router();
    for (const one of routes) router.add(one);
    return router;
  };

  it('prefers what is written out, and comes back from where it leads nowhere', () => {
    const router = routerOf(
      route('GET', '/a/{x}'),
      route('GET', '/a/b'),
      route('GET', '/{x}/b/c'),
      route('GET', '/a/{y}/d'),
      route('POST', '/a/{z}'),
    );
    const found = (path: string, method = 'GET'): unknown => {
      const at = router.find(method, path);
      return at?.kind === 'route' ? [at.route.path, at.params] : at?.kind;
    };
    expect(found('/a/b')).toEqual(['/a/b', undefined]);
    expect(found('/a/c%20d')).toEqual(['/a/{x}', { x: 'c d' }]);
    expect(found('/a/b/c')).toEqual(['/{x}/b/c', { x: 'a' }]);
    expect(found('/a/b/d')).toEqual(['/a/{y}/d', { y: 'b' }]);
    expect(found('/a/q', 'POST')).toEqual(['/a/{z}', { z: 'q' }]);
    expect(found('/a/q', 'HEAD')).toEqual(['/a/{x}', { x: 'q' }]);
    expect(found('/a/q', 'PUT')).toBe('wrong-method');
    expect(found('/a/%zz')).toBe('malformed');
    expect(found('/a/')).toBeUndefined();
    expect(found('/a/b/c/d')).toBeUndefined();
  });

  it('takes one route for each method and path', () => {
    expect(() => routerOf(route('GET', '/a'), route('GET', '/a'))).toThrow('GET /a');
    expect(() => routerOf(route('GET', '/{a}'), route('GET', '/{b}'))).toThrow('GET /{b}');
  });
});

describe('limits', () => {
  it('are whole numbers above 0, the rest by default', () => {
    expect(checkedLimits({ bodyBytes: 10 })).toMatchObject({
      bodyBytes: 10,
      jsonDepth: 64,
      stalledMs: 60_000,
    });
    for (const bad of [0, -1, 1.5, NaN, Infinity])
      expect(() => checkedLimits({ headersMs: bad })).toThrow('limits.headersMs');
  });
});

describe('the title of a status', () => {
  it('is its phrase', () => {
    expect([titleOf(404), titleOf(499), titleOf(799)]).toEqual([
      'Not Found',
      'Client Closed Request',
      'Unknown',
    ]);
  });
});
