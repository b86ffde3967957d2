import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { echo, sceneOf } from '../../test-support/scene.ts';
import { staticCredentials } from '../index.ts';
import type { StudioOptions } from './studio-options.ts';
import { studioRoutes } from './studio-routes.ts';
import { studioSettings } from './studio-settings.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('base64');

describe('the studio', () => {
  it.each<[StudioOptions | undefined, number]>([
    [undefined, 0],
    [{}, 0],
    [{ production: true }, 0],
    [{ production: false }, 1],
    [{ production: false, enabled: false }, 0],
    [{ production: true, enabled: true }, 1],
  ])('is off in production unless enabled: %j', (options, routes) => {
    expect(studioRoutes(options)).toHaveLength(routes);
  });

  it('is one page whose policy lets nothing else run and nothing else be asked', async () => {
    const environments = [{ name: 'Staging', url: 'https://staging.example.com/api/' }];
    await using scene = await sceneOf([echo], { studio: { enabled: true, route: '/try/it', environments } });
    const { status, headers, body } = await scene.get('/try/it');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = headers.get('content-security-policy') ?? '';
    const inline = (tag: string): string => new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(body)?.[1] ?? '';
    expect(policy).toContain(`script-src 'sha256-${hash(inline('script'))}'`);
    expect(policy).toContain(`style-src 'sha256-${hash(inline('style'))}'`);
    expect(policy).toContain("connect-src 'self' https://staging.example.com;");
    expect(policy).toMatch(/^default-src 'none'/);
    expect(policy).not.toContain('unsafe');
    expect(body).not.toMatch(/(?:src|href)="(?!data:,|#)/);
    expect(body).toContain('"url":"https://staging.example.com/api"');
  });

  it('keeps settings as data, whatever is in them', async () => {
    const defaultHeaders = { 'x-note': '</script><script>alert(1)</script>' };
    await using scene = await sceneOf([echo], { studio: { enabled: true, defaultHeaders } });
    const { body } = await scene.get('/studio');
    expect(body).not.toContain('<script>alert');
    const data = /id="settings">([\s\S]*?)<\/script>/.exec(body)?.[1] ?? '';
    expect(JSON.parse(data)).toMatchObject({
      defaultHeaders,
      theme: 'auto',
      authentication: { type: 'bearer' },
    });
  });

  it('is not there for whom it is not allowed', async () => {
    const allow = ({ headers }: { readonly headers: Readonly<Record<string, string>> }) =>
      headers['x-team'] === 'us';
    await using scene = await sceneOf([echo], { studio: { enabled: true, allow } });
    expect((await scene.get('/studio')).status).toBe(404);
    expect((await scene.get('/studio', { headers: { 'x-team': 'us' } })).status).toBe(200);
  });

  it('opens without credentials where the tools ask for them', async () => {
    const authenticate = staticCredentials([]);
    await using scene = await sceneOf([echo], { authenticate, studio: { enabled: true } });
    expect([(await scene.get('/studio')).status, (await scene.get('/tools')).status]).toEqual([200, 401]);
  });

  it('has a token in it outside production only', async () => {
    const studio: StudioOptions = { production: false, authentication: { type: 'api-key', default: 'dev' } };
    await using scene = await sceneOf([echo], { studio });
    expect((await scene.get('/studio')).body).toContain(
      '"authentication":{"type":"api-key","default":"dev"}',
    );
    expect(() => studioSettings({ ...studio, production: true })).toThrow('studio.authentication.default');
    expect(() =>
      studioSettings({ ...studio, production: true, authentication: { default: undefined } }),
    ).not.toThrow();
  });

  it.each<[string, unknown]>([
    ['studio.route', { route: 'studio' }],
    ['studio.route', { route: '/{any}' }],
    ['studio.theme', { theme: 'blue' }],
    ['studio.authentication.type', { authentication: { type: 'basic' } }],
    ['studio.authentication.default', { production: false, authentication: { default: 'a\nb' } }],
    ['studio.defaultHeaders', { defaultHeaders: { Authorization: 'Bearer x' } }],
    ['studio.defaultHeaders', { defaultHeaders: { 'a b': 'x' } }],
    ['studio.defaultHeaders["x-a"]', { defaultHeaders: { 'x-a': 'ü' } }],
    ['studio.environments', { environments: [{ name: ' ', url: 'https://a.example' }] }],
    ['studio.environments["a"]', { environments: [{ name: 'a', url: 'ftp://a.example' }] }],
    ['studio.environments["a"]', { environments: [{ name: 'a', url: 'https://me:x@a.example' }] }],
    ['studio.environments["a"]', { environments: [{ name: 'a', url: 'https://a.example/;x' }] }],
    ['studio.environments["a"]', { environments: [{ name: 'a', url: '/v2' }] }],
  ])('refuses a bad %s: %j', (option, options) => {
    expect(() => studioSettings(options as StudioOptions)).toThrow(`Option "${option}" must be`);
  });
});
