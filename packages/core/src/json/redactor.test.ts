import { describe, expect, it } from 'vitest';
import { createRedactor } from './redactor.ts';
import type { RedactorOptions } from './redactor.ts';

const secret = { type: 'string', 'x-sensitive': true };

function bySchema(schema: Record<string, unknown>, more: RedactorOptions = {}): (value: unknown) => unknown {
  return createRedactor({ schema, keys: [], ...more });
}

describe('a redactor by names', () => {
  const redact = createRedactor();

  it.each([
    'password',
    'Password',
    'PASSWORD',
    'password2',
    'user_password',
    'apiKey',
    'api_key',
    'API-KEY',
    'apikey',
    'APIKey',
    'x-api-key',
    'X-API-Key',
    'accessToken',
    'accesstoken',
    'csrf.token',
    'Authorization',
    'proxy-authorization',
    'Set-Cookie',
    'clientSecret',
    'HTTPCookie',
    'a'.repeat(300),
  ])('hides %s', (name) => {
    expect(redact({ [name]: 'x' })).toEqual({ [name]: '[redacted]' });
  });

  it.each(['tokens', 'tokenCount', 'maxTokens', 'passwordless', 'author', 'cookies', 'secretary', 'key', ''])(
    'shows %j',
    (name) => {
      const value = { [name]: 'x' };
      expect(redact(value)).toBe(value);
    },
  );

  it('looks at any depth: arrays, maps, sets, class instances', () => {
    class Session {
      readonly token = 'x';
      readonly user = 'ana';
    }
    const value = {
      list: [{ pin: 1 }, { password: 'x' }],
      map: new Map<unknown, unknown>([
        ['cookie', 'x'],
        [1, { token: 'x' }],
      ]),
      set: new Set([{ secret: 'x' }, 2]),
      session: new Session(),
    };
    const result = redact(value) as typeof value;
    expect(result.list).toEqual([{ pin: 1 }, { password: '[redacted]' }]);
    expect([...result.map]).toEqual([
      ['cookie', '[redacted]'],
      [1, { token: '[redacted]' }],
    ]);
    expect([...result.set]).toEqual([{ secret: '[redacted]' }, 2]);
    expect(result.session).toBeInstanceOf(Session);
    expect(Object.fromEntries(Object.entries(result.session))).toEqual({ token: '[redacted]', user: 'ana' });
  });

  it('keeps an error an error and looks into its cause', () => {
    const error = new Error('refused', { cause: { request: { headers: { authorization: 'Bearer x' } } } });
    const result = redact({ error }) as { error: Error };
    expect(result.error).toBeInstanceOf(Error);
    expect([result.error.message, result.error.stack]).toEqual([error.message, error.stack]);
    expect(result.error.cause).toEqual({ request: { headers: { authorization: '[redacted]' } } });
    expect(Object.keys(result.error)).toEqual([]);
  });

  it('keeps what symbols name', () => {
    const mark = Symbol('mark');
    expect(redact({ [mark]: 1, token: 'x' })).toEqual({ [mark]: 1, token: '[redacted]' });
  });

  it('hides whole objects, and leaves `null` and `undefined`', () => {
    expect(redact({ credentials: { user: 'ana' }, token: null, secret: undefined })).toEqual({
      credentials: '[redacted]',
      token: null,
      secret: undefined,
    });
  });

  it('takes other names instead', () => {
    const other = createRedactor({ keys: ['pin', '--'] });
    expect(other({ PIN: 1, cardPin: 2, password: 'x', '': 1 })).toEqual({
      PIN: '[redacted]',
      cardPin: '[redacted]',
      password: 'x',
      '': 1,
    });
  });

  it('remembers a bounded number of names and still answers right', () => {
    const many = Object.fromEntries(Array.from({ length: 2_500 }, (_, index) => [`n${index}`, index]));
    expect(redact({ ...many, token: 'x' })).toEqual({ ...many, token: '[redacted]' });
    expect(redact({ n1: 1, token: 'x' })).toEqual({ n1: 1, token: '[redacted]' });
  });
});

describe('a redactor by schema', () => {
  it('follows members, items, tuples, patterns and the rest', () => {
    const redact = bySchema({
      properties: {
        card: { properties: { number: secret, name: {} } },
        list: { items: secret },
        tuple: { prefixItems: [true, secret], items: { properties: { s: secret } } },
        old: { items: [{}, secret], additionalItems: secret },
      },
      patternProperties: { '^x-': secret, '^[\\w-.]+!$': secret },
      additionalProperties: { properties: { s: secret } },
    });
    expect(
      redact({
        card: { number: '1', name: 'ana' },
        list: ['a', 'b'],
        tuple: ['a', 'b', { s: 'c', t: 'd' }],
        old: ['a', 'b', 'c'],
        'x-1': 'a',
        'a-b!': 'a',
        other: { s: 'a', t: 'b' },
      }),
    ).toEqual({
      card: { number: '[redacted]', name: 'ana' },
      list: ['[redacted]', '[redacted]'],
      tuple: ['a', '[redacted]', { s: '[redacted]', t: 'd' }],
      old: ['a', '[redacted]', '[redacted]'],
      'x-1': '[redacted]',
      'a-b!': '[redacted]',
      other: { s: '[redacted]', t: 'b' },
    });
  });

  it.each(['allOf', 'anyOf', 'oneOf'])('takes every branch of %s as possible', (keyword) => {
    const redact = bySchema({
      [keyword]: [{ properties: { a: secret } }, { properties: { b: secret, a: {} } }],
    });
    expect(redact({ a: 1, b: 2, c: 3 })).toEqual({ a: '[redacted]', b: '[redacted]', c: 3 });
  });

  it('looks into conditions', () => {
    const redact = bySchema({
      if: { properties: { a: secret } },
      // oxlint-disable-next-line unicorn/no-thenable -- the keyword is called so
      then: { properties: { b: secret } },
      else: { properties: { c: secret } },
      dependentSchemas: { d: { properties: { d: secret } } },
    });
    expect(Object.values(redact({ a: 1, b: 2, c: 3, d: 4 }) as object)).toEqual(Array(4).fill('[redacted]'));
  });

  it('follows references, also of schemas that contain themselves', () => {
    const redact = bySchema({
      $ref: '#/$defs/node%20type',
      $defs: {
        'node type': {
          properties: {
            secret: { $ref: '#/$defs/a~1b~0c' },
            children: { items: { $ref: '#/$defs/node%20type' } },
          },
        },
        'a/b~c': { allOf: [{ 'x-sensitive': true }] },
      },
    });
    const tree = { secret: 1, name: 'a', children: [{ secret: 2, children: [{ secret: 3, name: 'c' }] }] };
    expect(redact(tree)).toEqual({
      secret: '[redacted]',
      name: 'a',
      children: [{ secret: '[redacted]', children: [{ secret: '[redacted]', name: 'c' }] }],
    });
    expect(bySchema({ $ref: '#', properties: { a: secret } })({ a: 1 })).toEqual({ a: '[redacted]' });
  });

  it('hides a value that is itself sensitive', () => {
    expect(bySchema({ 'x-sensitive': true })({ a: 1 })).toBe('[redacted]');
    expect(bySchema({ 'x-sensitive': 'yes' })('x')).toBe('x');
  });

  it('costs nothing when the schema has no secrets', () => {
    const value = { a: [{ b: 1 }] };
    expect(bySchema({ properties: { a: { items: { properties: { b: {} } } } } })(value)).toBe(value);
  });

  it.each(['#/$defs/missing', '#/constructor', 'https://example.org/schema', '#anchor', '#/%'])(
    'refuses the reference %j, which it cannot follow',
    (ref) => {
      expect(() => bySchema({ properties: { a: { $ref: ref } } })).toThrow('"schema.$ref"');
    },
  );

  it('refuses a pattern that is none', () => {
    expect(() => bySchema({ patternProperties: { '(': secret } })).toThrow('"schema.patternProperties"');
  });
});

describe('what a redactor gives back', () => {
  const redact = createRedactor();

  it('shares what holds no secret and never changes what it was given', () => {
    const clean = Object.freeze({ a: [1, { b: 2 }], when: new Date(0), bytes: new Uint8Array(3) });
    const value = Object.freeze({
      clean,
      dirty: Object.freeze([clean, Object.freeze({ token: 'x', clean })]),
    });
    const result = redact(value) as { clean: unknown; dirty: [unknown, { token: string; clean: unknown }] };
    expect(redact(clean)).toBe(clean);
    expect(result.clean).toBe(clean);
    expect(result.dirty[0]).toBe(clean);
    expect(result.dirty[1]).toEqual({ token: '[redacted]', clean });
    expect(result.dirty[1].clean).toBe(clean);
    expect(value.dirty[1]).toEqual({ token: 'x', clean });
  });

  it.each([1, 'password', true, null, undefined, 1n, new Map([['a', 1]]), new Set([1])])(
    'is %s itself',
    (value) => {
      expect(redact(value)).toBe(value);
    },
  );

  it('cuts cycles, and repeats what is merely shared', () => {
    const shared = { token: 'x' };
    const value: Record<string, unknown> = { shared, again: shared };
    value['self'] = value;
    value['list'] = [value];
    expect(redact(value)).toEqual({
      shared: { token: '[redacted]' },
      again: { token: '[redacted]' },
      self: '[circular]',
      list: ['[circular]'],
    });
  });

  it('shows nothing of what lies too deep', () => {
    const shallow = createRedactor({ maxDepth: 2 });
    expect(shallow({ a: { b: { token: 'x' } }, c: 1 })).toEqual({ a: { b: '[truncated]' }, c: 1 });
    let deep: unknown = { token: 'x' };
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    expect(JSON.stringify(redact(deep))).not.toContain('"x"');
  });

  it('shows nothing of what it had no time for', () => {
    const brief = createRedactor({ maxMembers: 3 });
    expect(brief([1, 2, 3, 4, 5])).toEqual([1, 2, 3, '[truncated]']);
    expect(brief([{ token: 'x' }, 2, 3])).toEqual([{ token: '[redacted]' }, 2, '[truncated]']);
    expect(brief({ a: 1, b: 2, c: 3, d: 4 })).toEqual({ a: 1, b: 2, c: 3, '[truncated]': true });
    expect(brief(new Map(Object.entries({ a: 1, b: 2, c: 3, d: 4 })))).toEqual(
      new Map(Object.entries({ a: 1, b: 2, c: 3, '[truncated]': true } as Record<string, unknown>)),
    );
  });

  it('is bounded for values whose parts are shared over and over', () => {
    let value: unknown = { token: 'x' };
    for (let level = 0; level < 50; level += 1) value = [value, value];
    expect(JSON.stringify(createRedactor({ maxMembers: 1_000 })(value))).not.toContain('"x"');
  });

  it('hides what a getter refuses to say', () => {
    const value = {
      get broken(): never {
        throw new Error('not now');
      },
      fine: 1,
    };
    expect(redact(value)).toEqual({ broken: '[redacted]', fine: 1 });
  });

  it('keeps members named like the prototype as members', () => {
    const value: unknown = JSON.parse('{"__proto__":{"token":"x"},"constructor":{"token":"x"},"a":1}');
    const result = redact(value) as object;
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(JSON.stringify(result)).toBe(
      '{"__proto__":{"token":"[redacted]"},"constructor":{"token":"[redacted]"},"a":1}',
    );
  });

  it.each([{ maxDepth: 0 }, { maxDepth: 1_001 }, { maxMembers: 0 }])('is not made with %j', (options) => {
    expect(() => createRedactor(options)).toThrow(`"${Object.keys(options)[0]}"`);
  });
});
