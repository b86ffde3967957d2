import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tenantFlagProvider } from '../src/tenants/tenant-flags.ts';
import { readTenants } from '../src/tenants/tenants-file.ts';
import { startDesk } from './support/start-desk.ts';

const example = fileURLToPath(new URL('../tenants.example.yaml', import.meta.url));

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenants-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'tenants.yaml');
  writeFileSync(path, text);
  return path;
}

const sha256 = createHash('sha256').update('key').digest('hex');

describe('the file of tenants', () => {
  it('has an example that can be read', async () => {
    const { credentials, ratePerMinute } = await readTenants(example);
    expect(credentials.map(({ principal }) => [principal.tenant, principal.subject])).toEqual([
      ['acme', 'acme-web'],
      ['acme', 'acme-nightly-report'],
      ['globex', 'globex-agent'],
    ]);
    expect(credentials[0]?.sha256).toBe(createHash('sha256').update('acme-web-example-key').digest('hex'));
    expect([...ratePerMinute]).toEqual([['acme', 300]]);
  });

  it.each([
    ['an unknown word', `acme: { rate: 7, callers: [{ name: a, sha256: ${sha256} }] }`, 'rate'],
    ['a key instead of its hash', 'acme: { callers: [{ name: a, sha256: hunter2 }] }', 'sha256'],
    ['no callers', 'acme: { callers: [] }', 'callers'],
    [
      'two of one name',
      `a: { callers: [&c { name: x, sha256: ${sha256} }, *c] }`,
      'two callers are called "x"',
    ],
    ['no YAML', 'acme: [', 'TENANTS_FILE'],
  ])('with %s keeps the service from starting, and says why', async (_what, text, reason) => {
    const path = fileWith(text);
    const starting = startDesk({ TENANTS_FILE: path });
    await expect(starting).rejects.toThrow(`TENANTS_FILE ${path} cannot be used`);
    await expect(starting).rejects.toThrow(reason);
    await expect(starting).rejects.not.toThrow('hunter2');
  });
});

describe('a tenant', () => {
  it('has a limit for all its callers together, which others do not feel', async () => {
    const caller = (name: string) => `{ name: ${name}, sha256: ${sha256} }`;
    const path = fileWith(
      `acme: { ratePerMinute: 20, callers: [${caller('one')}, ${caller('two')}] }\nglobex: { callers: [${caller('three')}] }`,
    );
    const desk = await startDesk({ TENANTS_FILE: path });
    onTestFinished(() => desk.stop());
    const [one, two, three] = desk.service.tenants.credentials.map(({ principal }) => principal);
    const call = async (principal: typeof one) =>
      (await desk.toolbox.call('places.search', { limit: 1 }, { principal })).status;
    expect([await call(one), await call(two), await call(one), await call(two)]).toEqual([
      'success',
      'success',
      'error',
      'error',
    ]);
    expect([await call(three), await call(three), await call(three)]).toEqual([
      'success',
      'success',
      'success',
    ]);
  });
});

describe('the flags of a tenant', () => {
  const tenants = (flags: string) =>
    `acme: { flags: ${flags}, callers: [{ name: one, sha256: ${sha256} }] }\nglobex: { callers: [{ name: two, sha256: ${sha256} }] }`;

  async function startWith(flags: string) {
    const desk = await startDesk({ TENANTS_FILE: fileWith(tenants(flags)) });
    onTestFinished(() => desk.stop());
    const [acme, globex] = desk.service.tenants.credentials.map(({ principal }) => ({ principal }));
    return { ...desk, acme: acme!, globex: globex! };
  }

  it('decide whether its callers get an estimate or the failure', async () => {
    const { toolbox, service, acme, globex } = await startWith('{ estimates: false }');
    service.upstream!.behave({ mode: 'fail', status: 400 });
    const point = { latitude: 1, longitude: 2 };
    expect(await toolbox.call('weather.current', point, acme)).toMatchObject({
      error: { code: 'EXECUTION_FAILED' },
      metadata: { flags: { estimates: { reason: 'STATIC' } } },
    });
    expect(await toolbox.call('weather.current', point, globex)).toMatchObject({
      data: { source: 'estimate' },
      metadata: { flags: { estimates: { reason: 'DEFAULT' } } },
    });
    expect(await toolbox.call('weather.current', point)).toMatchObject({ data: { source: 'estimate' } });
  });

  it('choose where trips look for excursions, for each caller always the same', async () => {
    const { toolbox, acme, globex } = await startWith('{ excursions: { cities: 1 } }');
    const populations = async (options: typeof acme): Promise<readonly number[]> => {
      const result = await toolbox.call('trips.plan', { to: 'Madrid' }, options);
      expect(result.metadata['flags']).toMatchObject({ excursions: {} });
      return result.status === 'success' ? (result.data.excursions ?? []).map((one) => one.population) : [];
    };
    for (const time of [1, 2]) {
      const cities = await populations(acme);
      expect([time, cities.length, Math.min(...cities) >= 200_000]).toEqual([time, 4, true]);
      expect(Math.min(...(await populations(globex)))).toBeLessThan(200_000);
    }
  });

  it.each(['{ estimate: true }', '{ excursions: { towns: 0 } }', '{ excursions: { castles: 1 } }'])(
    'are refused at the start as %s',
    async (flags) => {
      await expect(startDesk({ TENANTS_FILE: fileWith(tenants(flags)) })).rejects.toThrow('TENANTS_FILE');
    },
  );
});

describe('a provider of tenants’ flags', () => {
  it('tells the default for whoever has no tenant, and for what the file leaves out', async () => {
    const provider = tenantFlagProvider(new Map([['acme', { estimates: false }]]));
    expect(await provider.evaluate('estimates', true, { tenant: 'acme' })).toEqual({
      value: false,
      reason: 'STATIC',
    });
    for (const context of [{}, { tenant: 'globex' }])
      expect(await provider.evaluate('estimates', true, context)).toEqual({ value: true, reason: 'DEFAULT' });
    expect(await provider.evaluate('excursions', 'towns', { tenant: 'acme' })).toEqual({
      value: 'towns',
      reason: 'DEFAULT',
    });
  });
});

describe('a caller over HTTP', () => {
  it('is known by its key, and without one refused', async () => {
    const path = fileWith(`acme: { ratePerMinute: 10, callers: [{ name: one, sha256: ${sha256} }] }`);
    const desk = await startDesk({ TENANTS_FILE: path });
    const { url } = await desk.service.server.listen({ host: '127.0.0.1', port: 0 });
    onTestFinished(async () => {
      await desk.service.server.close();
      await desk.stop();
    });
    const call = async (headers: Readonly<Record<string, string>>) => {
      const response = await fetch(`${url}/tools/places.search`, {
        method: 'POST',
        body: '{"limit":1}',
        headers: { 'content-type': 'application/json', ...headers },
      });
      await response.text();
      return response;
    };
    expect((await call({})).status).toBe(401);
    expect((await call({ authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await call({ authorization: 'Bearer key' })).status).toBe(200);
    const limited = await call({ 'x-api-key': 'key' });
    expect([limited.status, Number(limited.headers.get('retry-after'))]).toEqual([429, 6]);
  });
});
