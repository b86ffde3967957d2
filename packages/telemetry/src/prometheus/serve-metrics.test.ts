import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { createMetricsRegistry } from '../metrics/metrics-registry.ts';
import { serveMetrics } from './serve-metrics.ts';

const registry = createMetricsRegistry({ clock: createFakeClock(), maxSeries: 20_000 });
registry.counter('calls').add(1);

describe('serveMetrics', () => {
  it('answers scrapes, and nothing else', async () => {
    await using listener = await serveMetrics({ registry, port: 0 });
    const answer = await fetch(listener.url);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await answer.text()).toContain('calls_total 1\n');
    expect(await (await fetch(listener.url, { method: 'HEAD' })).text()).toBe('');
    expect((await fetch(`${listener.url}?name=calls`)).status).toBe(200);
    const refused = await fetch(listener.url, { method: 'POST' });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const lost = await fetch(new URL('/other', listener.url));
    expect([lost.status, await lost.text()]).toEqual([404, 'Metrics are at /metrics\n']);
  });

  it('answers in the format of native histograms when both sides want them', async () => {
    const accept =
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,text/plain;q=0.5';
    const types: (string | null)[] = [];
    for (const nativeHistograms of [false, true]) {
      const measured = createMetricsRegistry({ nativeHistograms });
      await using listener = await serveMetrics({ registry: measured, port: 0 });
      for (const wanted of [accept, 'text/plain'])
        types.push((await fetch(listener.url, { headers: { accept: wanted } })).headers.get('content-type'));
    }
    const text = 'text/plain; version=0.0.4; charset=utf-8';
    expect(types).toEqual([text, text, expect.stringContaining('encoding=delimited'), text]);
  });

  it('closes with scrapes under way, and a second time too', async () => {
    const big = createMetricsRegistry({ maxSeries: 20_000 });
    for (let index = 0; index < 15_000; index += 1) big.counter('calls').add(1, { index });
    const listener = await serveMetrics({ registry: big, port: 0, path: '/m' });
    expect(new URL(listener.url).pathname).toBe('/m');
    const answer = await fetch(listener.url);
    await listener.close();
    await expect(answer.text()).rejects.toThrow();
    await listener.close();
    await expect(fetch(listener.url)).rejects.toThrow();
  });

  it('rejects when the port is taken, and refuses what is no port or path', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    await expect(serveMetrics({ registry, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    taken.close();
    await expect(serveMetrics({ registry, port: 70_000 })).rejects.toThrow('"port"');
    await expect(serveMetrics({ registry, path: 'metrics' })).rejects.toThrow('"path"');
  });

  it('writes an address of version 6 as a URL wants it', async () => {
    await using listener = await serveMetrics({ registry, port: 0, host: '::1' });
    expect(listener.url).toBe(`http://[::1]:${listener.port}/metrics`);
  });
});
