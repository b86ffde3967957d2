import { request } from 'node:http';
import { connect } from 'node:net';
import { silentLogger } from '@toolwright/core';
import { createTestClient, expectError, expectSuccess, restDoor } from '@toolwright/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { compose } from '../src/compose.ts';
import { readConfig } from '../src/config.ts';
import { startDesk } from './support/start-desk.ts';

const desk = await startDesk();
const url = await desk.listen();
const client = createTestClient(restDoor({ url }));

afterAll(() => desk.stop());

/** Sends what no client of the kit would. */
async function post(body: string | Uint8Array<ArrayBuffer>, type = 'application/json') {
  const headers = { 'content-type': type };
  const response = await fetch(`${url}/tools/places.search`, { method: 'POST', body, headers });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
}

describe('bad input', () => {
  it('of a tool is answered with path and reason as a problem', async () => {
    const { status, type, body } = await post('{"name":7,"limit":0,"colour":"red"}');
    expect([status, type]).toEqual([400, 'application/problem+json']);
    expect(body).toMatchObject({
      code: 'INVALID_INPUT',
      status: 400,
      details: { issues: [{ path: 'name' }, { path: 'limit' }, { path: 'colour' }] },
    });
  });

  it('that is no JSON says where', async () => {
    const { status, body } = await post('{"name": tokyo}');
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'MALFORMED_JSON',
      detail: expect.stringContaining('Unexpected token'),
    });
    expect((await post(Uint8Array.of(0x22, 0xff, 0x22))).status).toBe(400);
  });

  it('of another type or size is refused', async () => {
    expect((await post('a=b', 'text/plain')).status).toBe(415);
    expect((await post(`"${'x'.repeat(1_100_000)}"`)).status).toBe(413);
    expect(await chunked(1_100_000)).toBe(413);
  });

  it('names what there is when a tool or a path is unknown', async () => {
    const { message } = expectError(await client.callWith('places.find', {}), 'TOOL_NOT_FOUND');
    expect(message).toContain('places.search');
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
    await using other = await startDesk({ ENABLE_COMPRESSION: 'false' });
    expect(await encodingAt(await other.listen())).toBeNull();
  });
});

describe('the service', () => {
  it('lists its tools with their schemas', async () => {
    const tools = await client.describe();
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
    expectSuccess(await client.callWith('places.search', { name: 'rome' }));
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    const text = await response.text();
    expect(text).toMatch(/gen_ai_execute_tool_duration\w*_count\{[^}]*places\.search[^}]*\} [1-9]/);
    expect(text).toMatch(/^process_memory_usage\w* \d+/m);
    expect(desk.service.toolMetrics.forTool('places.search').requests.total).toBeGreaterThan(0);
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
