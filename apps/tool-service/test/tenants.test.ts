import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  createTempFolder,
  createTestClient,
  expectError,
  expectSuccess,
  mcpDoor,
  restDoor,
} from '@toolwright/testing';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { tenantFlagProvider } from '../src/tenants/tenant-flags.ts';
import { readTenants } from '../src/tenants/tenants-file.ts';
import { startDesk } from './support/start-desk.ts';

const example = fileURLToPath(new URL('../tenants.example.yaml', import.meta.url));

const folder = createTempFolder('tenants-');
let files = 0;
const fileWith = (text: string): string => folder.write(`${(files += 1)}.yaml`, text);

afterAll(() => folder.remove());

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
    const entry = (name: string) => `{ name: ${name}, sha256: ${sha256} }`;
    const path = fileWith(
      `acme: { ratePerMinute: 20, callers: [${entry('one')}, ${entry('two')}] }\nglobex: { callers: [${entry('three')}] }`,
    );
    await using desk = await startDesk({ TENANTS_FILE: path });
    const [one, two, three] = desk.service.tenants.credentials.map(({ principal }) =>
      desk.client.as(principal),
    );
    const search = (caller = one) => caller!.call('places.search', { limit: 1 });
    for (const caller of [one, two]) expect(await search(caller)).toSucceed();
    for (const caller of [one, two]) expect(await search(caller)).toFailWith('RATE_LIMITED');
    for (const caller of [three, three, three]) expect(await search(caller)).toSucceed();
  });
});

describe('the flags of a tenant', () => {
  const tenants = (flags: string) =>
    `acme: { flags: ${flags}, callers: [{ name: one, sha256: ${sha256} }] }\nglobex: { callers: [{ name: two, sha256: ${sha256} }] }`;

  async function startWith(flags: string) {
    const desk = await startDesk({ TENANTS_FILE: fileWith(tenants(flags)) });
    onTestFinished(() => desk.stop());
    const { client, service } = desk;
    const [acme, globex] = service.tenants.credentials.map(({ principal }) => client.as(principal));
    return { client, service, acme: acme!, globex: globex! };
  }

  it('decide whether its callers get an estimate or the failure', async () => {
    const { client, service, acme, globex } = await startWith('{ estimates: false }');
    service.upstream!.behave({ mode: 'fail', status: 400 });
    const point = { latitude: 1, longitude: 2 };
    const refused = await acme.call('weather.current', point);
    expect(refused).toFailWith('EXECUTION_FAILED');
    expect(refused.metadata['flags']).toMatchObject({ estimates: { reason: 'STATIC' } });
    const estimated = await globex.call('weather.current', point);
    expect(expectSuccess(estimated).source).toBe('estimate');
    expect(estimated.metadata['flags']).toMatchObject({ estimates: { reason: 'DEFAULT' } });
    expect(expectSuccess(await client.call('weather.current', point)).source).toBe('estimate');
  });

  it('choose where trips look for excursions, for each caller always the same', async () => {
    const { acme, globex } = await startWith('{ excursions: { cities: 1 } }');
    const populations = async (caller: typeof acme): Promise<readonly number[]> => {
      const result = await caller.call('trips.plan', { to: 'Madrid' });
      expect(result.metadata['flags']).toMatchObject({ excursions: {} });
      return (expectSuccess(result).excursions ?? []).map((one) => one.population);
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
  it('is known by its key, without one refused, and has one limit whichever way it comes', async () => {
    const path = fileWith(`acme: { ratePerMinute: 10, callers: [{ name: one, sha256: ${sha256} }] }`);
    await using desk = await startDesk({ TENANTS_FILE: path });
    const url = await desk.listen();
    const search = (doorTo: typeof restDoor, headers: Readonly<Record<string, string>>) =>
      createTestClient(doorTo({ url, headers })).callWith('places.search', { limit: 1 });
    for (const doorTo of [restDoor, mcpDoor]) {
      expect(await search(doorTo, {})).toFailWith('UNAUTHENTICATED');
      expect(await search(doorTo, { authorization: 'Bearer wrong' })).toFailWith('UNAUTHENTICATED');
    }
    expect(await search(restDoor, { authorization: 'Bearer key' })).toSucceed();
    const limited = expectError(await search(mcpDoor, { 'x-api-key': 'key' }), 'RATE_LIMITED');
    expect(limited.retryAfterMs).toBeGreaterThan(5_000);
  });
});
