// The sample service's memory: after its start, and along a million calls, as many as a busy hour brings.
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import autocannon from 'autocannon';
import { machine } from './harness.ts';

const legs = [10_000, 90_000, 200_000, 200_000, 200_000, 300_000];
const connections = 50;
const goals = { started: 100, loaded: 500 };
const main = fileURLToPath(new URL('../../apps/tool-service/src/main.ts', import.meta.url));
const post = (path: string, body: unknown): autocannon.Request => ({
  method: 'POST',
  path,
  headers: {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-11-25',
  },
  body: JSON.stringify(body),
});
const tool = (name: string, input: unknown): autocannon.Request => post(`/tools/${name}`, input);
// The same message again: the outbox is bounded.
const withKey = (request: autocannon.Request, key: string): autocannon.Request => ({
  ...request,
  headers: { ...request.headers, 'idempotency-key': key },
});
const words = ['san', 'new y', 'ber', 'são p', 'tok', 'la', 'mar', 'kö', 'villa', 'st'];
const point = (index: number): object => ({ latitude: (index % 120) - 60, longitude: (index % 350) - 175 });

/** One call of each kind, `index` saying which words and places; what is asked more often stands here more often. */
function round(index: number): readonly autocannon.Request[] {
  const search = { name: words[index % words.length], limit: 10 };
  const message = { channel: 'sms', phone: '+34600111222', text: `The train leaves at ${index % 24}.` };
  return [
    ...Array.from({ length: 10 }, (_, more) => tool('places.search', { ...search, limit: 5 + more })),
    ...Array.from({ length: 4 }, (_, more) => tool('weather.current', point(index + more * 1_000))),
    tool('weather.forecast', { ...point(index), days: 3 }),
    tool('places.nearby', { points: [point(index)] }),
    post('/batch', {
      calls: [
        { tool: 'places.search', input: search },
        { tool: 'weather.current', input: point(index) },
      ],
    }),
    post('/mcp', {
      jsonrpc: '2.0',
      id: index,
      method: 'tools/call',
      params: { name: 'places.search', arguments: search },
    }),
    withKey(tool('notifications.send', message), `message-${index}`),
    { method: 'GET', path: index % 20 === 0 ? '/metrics' : '/tools' },
  ];
}

const requests = Array.from({ length: 500 }, (_, index) => round(index)).flat();

/** Starts the service as it is deployed: on a data folder of its own, under its own limits but that on calls. */
async function startService(): Promise<{ readonly service: ChildProcess; readonly url: string }> {
  const service = spawn(process.execPath, ['--no-warnings', '--conditions=@toolwright/source', main], {
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_FOLDER: dataFolder,
      NODE_COMPILE_CACHE: join(dataFolder, 'compiled'),
      RATE_LIMIT_PER_MINUTE: '1000000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const text of service.stdout.iterator({ destroyOnReturn: false })) {
    said += String(text);
    const [, url] = /The tool service is at (\S+)/.exec(said) ?? [];
    if (url !== undefined && said.includes('Stop with')) return { service, url };
  }
  throw new Error(`The service ended: ${said}`);
}

async function stopService(service: ChildProcess): Promise<void> {
  service.kill('SIGTERM');
  if (service.exitCode === null) await once(service, 'exit');
}

/** What the operating system says that the process holds, in megabytes. */
async function residentMb({ pid }: ChildProcess): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) / 1_000;
}

interface Row {
  readonly what: string;
  readonly residentMb: number;
  readonly goal?: number;
}

async function measure(): Promise<readonly Row[]> {
  const first = await startService();
  const rows: Row[] = [{ what: 'the very first start', residentMb: await residentMb(first.service) }];
  // What its threads load is compiled and kept with the first call that needs them.
  await autocannon({ url: first.url, requests: [...round(0)], connections: 1, amount: 20, timeout: 60 });
  await stopService(first.service);
  const { service, url } = await startService();
  try {
    rows.push({ what: 'a later start', residentMb: await residentMb(service), goal: goals.started });
    let calls = 0;
    let most = 0;
    const watch = setInterval(
      () => void residentMb(service).then((now) => (most = Math.max(most, now))),
      500,
    );
    for (const amount of legs) {
      const { errors, statusCodeStats } = await autocannon({
        url,
        requests,
        connections,
        amount,
        timeout: 60,
      });
      const answered = statusCodeStats?.['200']?.count;
      if (answered !== amount)
        throw new Error(`${errors} of ${amount} calls failed: ${JSON.stringify(statusCodeStats)}`);
      calls += amount;
      rows.push({ what: `after ${calls.toLocaleString('en')} calls`, residentMb: await residentMb(service) });
    }
    clearInterval(watch);
    rows.push({ what: 'the most on the way', residentMb: most, goal: goals.loaded });
  } finally {
    await stopService(service);
  }
  return rows;
}

const dataFolder = mkdtempSync(join(tmpdir(), 'tool-service-'));
try {
  const rows = await measure();
  console.log(machine());
  console.log(`\n### service-memory: the sample service, mixed calls over ${connections} connections\n`);
  console.log('| when | resident | goal |\n|---|---:|---|');
  for (const { what, residentMb: held, goal } of rows)
    console.log(`| ${what} | ${held.toFixed(0)} MB | ${goal === undefined ? '' : `≤ ${goal} MB`} |`);
} finally {
  rmSync(dataFolder, { recursive: true, force: true });
}
