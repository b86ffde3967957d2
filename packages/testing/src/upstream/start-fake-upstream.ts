import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createArrivals } from '../arrivals.ts';
import { playStep } from './upstream-step.ts';
import type { UpstreamStep } from './upstream-step.ts';

/** A request as the upstream saw it. */
export interface UpstreamRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the upstream does: each step once and the last for ever, or what a function says of each request. */
export type UpstreamScript = readonly UpstreamStep[] | ((request: UpstreamRequest) => UpstreamStep);

/** A server that stands in for somebody else's. */
export interface FakeUpstream extends AsyncDisposable {
  /** `http://127.0.0.1:…`, without a slash at its end. */
  readonly url: string;
  /** Every request so far, in the order in which they were complete. */
  readonly requests: () => readonly UpstreamRequest[];
  /** Resolves once that many requests have come; rejects when they have not within 10 s of real time. */
  received(count: number): Promise<readonly UpstreamRequest[]>;
  /** How many requests were under way at once, at most. */
  readonly mostAtOnce: number;
  /** From now on another script, from its start. */
  follow(script: UpstreamScript): void;
  /** Breaks what is open and stops listening. */
  stop(): Promise<void>;
}

/** Starts a server on a free port that answers as the script says. @default every request gets an empty 200 */
export async function startFakeUpstream(script: UpstreamScript = [{}]): Promise<FakeUpstream> {
  const requests = createArrivals<UpstreamRequest>('requests');
  let next = player(script);
  let running = 0;
  let mostAtOnce = 0;
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    running += 1;
    mostAtOnce = Math.max(mostAtOnce, running);
    try {
      const request = await read(incoming);
      requests.add(request);
      await playStep(next(request), response);
    } catch (error) {
      // The script's own fault: the client is to hear of it rather than wait.
      if (!response.headersSent) response.writeHead(500);
      response.end(`The script failed: ${String(error)}`);
    } finally {
      running -= 1;
    }
  };
  const server = createServer((incoming, response) => void answer(incoming, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> => stopServer(server);
  return {
    url: `http://127.0.0.1:${port}`,
    requests: requests.all,
    received: requests.reach,
    get mostAtOnce() {
      return mostAtOnce;
    },
    follow(other) {
      next = player(other);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function stopServer(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

function player(script: UpstreamScript): (request: UpstreamRequest) => UpstreamStep {
  if (typeof script === 'function') return script;
  let position = 0;
  return () => {
    const step = script[Math.min(position, script.length - 1)];
    position += 1;
    return step ?? {};
  };
}

async function read(incoming: IncomingMessage): Promise<UpstreamRequest> {
  const { method = '', url = '', headers } = incoming;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const plain = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return { method, url, headers: Object.fromEntries(plain), body: Buffer.concat(chunks).toString() };
}
