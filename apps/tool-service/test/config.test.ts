import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';

describe('the environment', () => {
  it('need not say anything', () => {
    expect(readConfig({})).toMatchObject({
      host: 'localhost',
      port: 3_000,
      cacheTtlS: 600,
      maxConnections: 20,
      requestTimeoutMs: 30_000,
      enableCompression: true,
      dbPoolMin: 5,
      dbPoolMax: 20,
      dbPoolIdleTimeout: 30_000,
      redisCommandTimeout: 5_000,
      redisRetryDelay: 100,
    });
  });

  it('is read by the names of its variables', () => {
    const variables = { CACHE_TTL_S: '7', TABLE_HOSTS: 'a.example, b.example:8080', WEATHER_API_URL: '' };
    expect(readConfig(variables)).toMatchObject({
      cacheTtlS: 7,
      tableHosts: ['a.example', 'b.example:8080'],
    });
    expect(readConfig(variables)).not.toHaveProperty('weatherApiUrl');
  });

  it('cannot ask for more connections than it allows', () => {
    expect(readConfig({ DB_POOL_MAX: '5' })).toMatchObject({ dbPoolMin: 5, dbPoolMax: 5 });
    expect(() => readConfig({ DB_POOL_MIN: '7', DB_POOL_MAX: '3' })).toThrow(
      /DB_POOL_MIN .*DB_POOL_MAX \(3\); got 7/,
    );
  });

  it('is refused as a whole, each variable named, no secret shown', () => {
    const read = () =>
      readConfig({
        PORT: '70000',
        CACHE_TTL_S: 'soon',
        REDIS_URL: 'http://user:hunter2@cache',
        NODE_ENV: 'prod',
      });
    for (const name of ['PORT', 'CACHE_TTL_S', 'REDIS_URL', 'NODE_ENV']) expect(read).toThrow(name);
    expect(read).not.toThrow('hunter2');
  });

  it('is documented, variable by variable', () => {
    const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
    const fields = [...read('../src/config.ts').matchAll(/^ {2}(\w+): \w+Field\(/gm)].map(
      ([, field]) => field!,
    );
    expect(fields).toContain('redisRetryDelay');
    const documented = read('../../../docs/guides/deployment.md');
    const variables = fields.map((field) =>
      field.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
    );
    expect(variables.filter((variable) => !documented.includes(`\`${variable}\``))).toEqual([]);
  });
});
