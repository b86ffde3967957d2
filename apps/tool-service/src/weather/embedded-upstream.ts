import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { pause } from '@toolwright/core';
import type { Clock, Plugin, SchemaOutput } from '@toolwright/core';
import { describeIssues, enumField, integerField, objectField } from '@toolwright/schema';
import { simulatedDays, simulatedNow } from './simulated-weather.ts';

const behaviour = objectField({
  mode: enumField(['answer', 'fail', 'delay', 'hang']),
  times: integerField({
    min: 1,
    max: 1_000,
    required: false,
    description: 'For how many requests; then it answers again',
  }),
  status: integerField({ min: 400, max: 599, condition: { field: 'mode', equals: 'fail' }, default: 500 }),
  retryAfterS: integerField({
    min: 0,
    max: 3_600,
    condition: { field: 'mode', equals: 'fail' },
    optionalWhenHeld: true,
  }),
  delayMs: integerField({ min: 1, max: 60_000, condition: { field: 'mode', equals: 'delay' } }),
});

/** What the embedded weather service does with requests. */
export type UpstreamBehaviour = SchemaOutput<typeof behaviour>;

/** A weather service inside of this process, on a port of loopback alone. Its data are made up, and say so. */
export interface EmbeddedUpstream {
  /** Starts it before the tools and stops it after them. */
  readonly plugin: Plugin;
  /** `http://127.0.0.1:…`; only while it runs. */
  url(): string;
  /** How often weather was asked for. */
  requests(): number;
  behave(next: UpstreamBehaviour): void;
}

/**
 * Makes a weather service in Open-Meteo's wire format. `POST /control` with `{"mode":"fail","status":503}`, `delay` with
 * `delayMs`, `hang`, or `answer` changes what it does, for so many `times` or until told otherwise, so that rails can be
 * watched; `GET /control` tells.
 */
export function createEmbeddedUpstream(clock: Clock): EmbeddedUpstream {
  let current: UpstreamBehaviour = { mode: 'answer' };
  let asked = 0;
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/control') {
      current = (await newBehaviour(request, response)) ?? current;
      if (!response.writableEnded) send(response, 200, { ...current, requests: asked });
      return;
    }
    asked += 1;
    const now = current;
    const { times } = now;
    if (times !== undefined) current = times > 1 ? { ...now, times: times - 1 } : { mode: 'answer' };
    await answer(url, { response, current: now, clock });
  };
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const plugin: Plugin = {
    name: 'embedded-weather',
    version: '1.0.0',
    async install() {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      server.unref();
    },
    async uninstall() {
      server.close();
      server.closeAllConnections();
    },
  };
  return { plugin, url, requests: () => asked, behave: (next) => void (current = next) };
}

interface Answering {
  readonly response: ServerResponse;
  readonly current: UpstreamBehaviour;
  readonly clock: Clock;
}

async function answer(url: URL, { response, current, clock }: Answering): Promise<void> {
  const { mode, status = 500, retryAfterS, delayMs = 0 } = current;
  if (mode === 'hang') return;
  if (mode === 'fail') {
    if (retryAfterS !== undefined) response.setHeader('retry-after', retryAfterS);
    send(response, status, { error: true, reason: 'Told to fail' });
    return;
  }
  if (mode === 'delay') await pause(clock, delayMs);
  const query = url.searchParams;
  const [latitude, longitude] = [Number(query.get('latitude') ?? NaN), Number(query.get('longitude') ?? NaN)];
  const days = Number(query.get('forecast_days') ?? 7);
  if (url.pathname !== '/v1/forecast') send(response, 404, { error: true, reason: 'Not Found' });
  else if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && days >= 1 && days <= 16)) {
    send(response, 400, { error: true, reason: 'Latitude, longitude or forecast_days is out of range' });
  } else {
    const point = { latitude, longitude };
    send(response, 200, {
      simulated: true,
      ...point,
      timezone: 'UTC',
      utc_offset_seconds: 0,
      ...(query.has('current') && { current: simulatedNow(point, clock.now()) }),
      ...(query.has('daily') && { daily: simulatedDays(point, days, clock.now()) }),
    });
  }
}

/** What a request to the control path asks for; answers a bad one itself. */
async function newBehaviour(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<UpstreamBehaviour | undefined> {
  if (request.method !== 'POST') return undefined;
  const given: unknown = await json(request).catch(() => undefined);
  const result = await behaviour['~standard'].validate(given);
  if (result.issues === undefined) return result.value;
  send(response, 400, { error: true, reason: describeIssues(result.issues) });
  return undefined;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
