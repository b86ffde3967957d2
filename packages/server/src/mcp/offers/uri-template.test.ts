import { describe, expect, it } from 'vitest';
import { UriTemplate } from './uri-template.ts';

describe('a URI template', () => {
  it.each([
    ['users://{id}', 'users://7', { id: '7' }],
    ['users://{id}/posts/{post}', 'users://a%2Fb/posts/%C3%A9', { id: 'a/b', post: 'é' }],
    ['urn:{a}-{b}', 'urn:x-y-z', { a: 'x', b: 'y-z' }],
    ['test://{id}/data', 'test://1/data', { id: '1' }],
    ['test://{id}/data', "test://a:b@c!$&'()*+,;=.~_-/data", { id: "a:b@c!$&'()*+,;=.~_-" }],
    ['a:{x}aa', 'a:aaaa', { x: 'aa' }],
  ])('%s reads %s', (template, uri, variables) => {
    expect(new UriTemplate(template).match(uri)).toEqual(variables);
  });

  it.each([
    ['users://{id}', 'users://'],
    ['users://{id}', 'users://a/b'],
    ['users://{id}', 'users://a?b'],
    ['users://{id}', 'users://a b'],
    ['users://{id}', 'users://é'],
    ['users://{id}', 'users://%zz'],
    ['users://{id}', 'users://%ff'],
    ['users://{id}', 'other://1'],
    ['users://{id}', `users://${'a'.repeat(9_000)}`],
    ['files://{path}', 'files://..'],
    ['files://{path}', 'files://%2e%2e'],
    ['files://{path}', 'files://.'],
    ['test://{id}/data', 'test:///data'],
    ['test://{id}/data', 'test://1/datas'],
    ['test://{id}/data', 'test://data'],
    ['urn:{a}-{b}', 'urn:xyz'],
    ['urn:{a}-{b}', 'urn:x-'],
    ['a:{x}aa', 'a:aa'],
  ])('%s does not read %s', (template, uri) => {
    expect(new UriTemplate(template).match(uri)).toBeUndefined();
  });

  it.each([
    'users://all',
    'users://{id',
    'users://{a}{b}',
    'users://{a}/{a}',
    'users://{+path}',
    '{id}',
    'users/{id}',
    'users://{a b}',
  ])('cannot be "%s"', (template) => {
    expect(() => new UriTemplate(template)).toThrow('uriTemplate');
  });

  it('is read in time that grows with the URI alone', () => {
    const many = new UriTemplate(`urn:${Array.from({ length: 50 }, (_, index) => `{v${index}}`).join('-')}`);
    expect(many.match(`urn:${'-'.repeat(8_000)}/`)).toBeUndefined();
  });
});
