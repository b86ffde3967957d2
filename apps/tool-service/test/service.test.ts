import { request } from 'node:http';
import { connect } from 'node:net';
import { silentLogger } from '@toolwright/core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { compose } from '../src/compose.ts';
import type { Service } from '../src/compose.ts';
import { readConfig } from '../src/config.ts';
import { startDesk } from './support/start-desk.ts';

let service: Service;
let url: string;

beforeAll(async () => {
  service = await compose(readConfig({ PORT: '0', HOST: '127.0.0.1' }), { logger: silentLogger });
  await service.toolbox.start();
  ({ url } = await service.server.listen({ host: '127.0.0.1', port: 0 }));
});

afterAll(async () => {
  await service.server.close({ drainMs: 0 });
  await service.toolbox.stop();
});

interface Answered {
  readonly status: number;
  readonly type: string | null;
  // oxlint-disable-next-line typescript/no-explicit-any -- the tests below look into bodies of every shape
  readonly body: any;
}

async function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const response = await fetch(url + path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
}

const search = (input: unknown): Promise<Answered> => post('/tools/places.search', JSON.stringify(input));

describe('places.search over HTTP', () => {
  it('finds by the beginnings of words, whatever the accents and the case, most populous first', async () => {
    const { status, body } = await search({ name: 'ZURI' });
    expect(status).toBe(200);
    expect(body.data.places[0]).toMatchObject({ name: 'Zürich', country: 'CH', population: 341_730 });
    const populations = body.data.places.map(({ population }: { population: number }) => population);
    expect(populations).toEqual(populations.toSorted((a: number, b: number) => b - a));
  });

  it('looks in one country', async () => {
    const { body } = await search({ name: 'cordoba', country: 'AR', limit: 1 });
    expect(body.data.places).toMatchObject([{ name: 'Córdoba', country: 'AR' }]);
    const all = await search({ country: 'MC' });
    expect(all.body.data.places.every(({ country }: { country: string }) => country === 'MC')).toBe(true);
  });

  it('pages through everything without a gap or a repetition', async () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await search({ name: 'spring', country: 'US', limit: 7, cursor });
      seen.push(...body.data.places.map(({ id }: { id: number }) => id));
      cursor = body.data.nextCursor;
    } while (cursor !== undefined);
    const whole = await search({ name: 'spring', country: 'US', limit: 100 });
    expect(seen.slice(0, 100)).toEqual(whole.body.data.places.map(({ id }: { id: number }) => id));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('knows 135 000 places, the most populous first when nothing is asked for', async () => {
    const { body } = await search({ limit: 1 });
    expect(body.data.places[0].name).toBe('Shanghai');
    const far = await search({ limit: 1, cursor: (135_000).toString(36) });
    expect(far.body.data.places).toHaveLength(1);
  });

  it('takes search syntax as text', async () => {
    for (const name of ['a" OR "b', 'name : x', 'NEAR(a b)', '*a', "x'; DROP TABLE places"]) {
      expect((await search({ name })).status).toBe(200);
    }
  });
});

describe('bad input', () => {
  it('of a tool is answered with path and reason as a problem', async () => {
    const { status, type, body } = await search({ name: 7, limit: 0, colour: 'red' });
    expect(status).toBe(400);
    expect(type).toBe('application/problem+json');
    expect(body).toMatchObject({ code: 'INVALID_INPUT', status: 400 });
    expect(body.details.issues.map(({ path }: { path: string }) => path)).toEqual([
      'name',
      'limit',
      'colour',
    ]);
    expect((await search({ cursor: '!!' })).body.details.issues[0].path).toBe('cursor');
  });

  it('that is no JSON says where', async () => {
    const { status, body } = await post('/tools/places.search', '{"name": tokyo}');
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'MALFORMED_JSON' });
    expect(body.detail).toContain('Unexpected token');
    expect((await post('/tools/places.search', Uint8Array.of(0x22, 0xff, 0x22))).status).toBe(400);
  });

  it('of another type or size is refused', async () => {
    expect((await post('/tools/places.search', 'a=b', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post('/tools/places.search', `"${'x'.repeat(1_100_000)}"`)).status).toBe(413);
    expect(await chunked(1_100_000)).toBe(413);
  });

  it('names what there is when a tool or a path is unknown', async () => {
    const unknown = await post('/tools/places.find', '{}');
    expect(unknown.status).toBe(404);
    expect(unknown.body.detail).toContain('places.search');
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
    const wrong = await fetch(`${url}/tools/places.search`, { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST, GET, HEAD']);
  });

  it('leaves the service alive', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.end('nonsense\r\n\r\n'));
      socket.on('close', () => resolve()).resume();
    });
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
  });
});

describe('an answer of some length', () => {
  const headers = { 'content-type': 'application/json', 'accept-encoding': 'gzip' };
  const many = { method: 'POST', body: '{"limit":100}', headers };
  const encodingAt = async (place: string): Promise<string | null> => {
    const response = await fetch(`${place}/tools/places.search`, many);
    expect(await response.json()).toMatchObject({ status: 'success' });
    return response.headers.get('content-encoding');
  };

  it('is compressed', async () => {
    expect(await encodingAt(url)).toBe('gzip');
  });

  it('is not where the configuration says so', async () => {
    const desk = await startDesk({ ENABLE_COMPRESSION: 'false' });
    const other = await desk.service.server.listen({ host: '127.0.0.1', port: 0 });
    onTestFinished(async () => {
      await desk.service.server.close({ drainMs: 0 });
      await desk.stop();
    });
    expect(await encodingAt(other.url)).toBeNull();
  });
});

describe('the service', () => {
  it('lists its tools with their schemas', async () => {
    const { tools } = (await (await fetch(`${url}/tools`)).json()) as { tools: { name: string }[] };
    expect(tools.map(({ name }) => name)).toEqual([
      'notifications.send',
      'places.nearby',
      'places.search',
      'tables.profile',
      'trips.plan',
      'weather.current',
      'weather.forecast',
    ]);
    expect(tools[2]).toMatchObject({
      name: 'places.search',
      kind: 'query',
      inputSchema: { properties: { country: { pattern: '^[A-Z]{2}$' } } },
    });
  });

  it('tells Prometheus of its calls and its process', async () => {
    await search({ name: 'rome' });
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    const text = await response.text();
    expect(text).toMatch(/gen_ai_execute_tool_duration\w*_count\{[^}]*places\.search[^}]*\} [1-9]/);
    expect(text).toMatch(/^process_memory_usage\w* \d+/m);
    expect(service.toolMetrics.forTool('places.search').requests.total).toBeGreaterThan(0);
  });

  it('says in one line why it cannot start', async () => {
    expect(() => readConfig({ PORT: 'many' })).toThrow('PORT');
    const port = Number(new URL(url).port);
    const second = await compose(readConfig({ PORT: String(port), HOST: '127.0.0.1' }), {
      logger: silentLogger,
    });
    await expect(second.server.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await expect(compose(readConfig({ PORT: '0', DATA_FOLDER: '/dev/null/data' }))).rejects.toThrow(
      '/dev/null/data',
    );
  });
});

/** Sends a body without a length, and answers the status. */
function chunked(bytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/tools/places.search`, { method: 'POST' }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.flushHeaders();
    sent.write('"');
    sent.end('x'.repeat(bytes));
  });
}
