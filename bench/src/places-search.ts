import { Agent, request } from 'node:http';
import { startServiceProcess } from '../../apps/tool-service/load/service-process.ts';
import { machine } from './harness.ts';

// The sample service under 50 concurrent callers: `places.search` over HTTP, and the service's memory.

const callers = 50;
const requests = 20_000;
const words = ['san', 'new y', 'ber', 'são p', 'tok', 'la', 'mar', 'kö', 'villa', 'st'];

const service = await startServiceProcess({ RATE_LIMIT_PER_MINUTE: '1000000' });
const { port } = new URL(service.url);
const agent = new Agent({ keepAlive: true, maxSockets: callers });
const timesMs: number[] = [];
let sent = 0;
await run(1_000);
timesMs.length = 0;
const start = performance.now();
await run(requests);
const seconds = (performance.now() - start) / 1_000;
timesMs.sort((a, b) => a - b);
const at = (share: number): string => (timesMs[Math.floor(timesMs.length * share)] ?? Number.NaN).toFixed(2);

console.log(machine());
console.log(`\n### places.search, ${callers} concurrent callers, ${requests} calls over HTTP\n`);
console.log('| calls/s | p50 ms | p95 ms | p99 ms (goal: 20) | max ms |\n|---:|---:|---:|---:|---:|');
console.log(
  `| ${(requests / seconds).toFixed(0)} | ${at(0.5)} | ${at(0.95)} | ${at(0.99)} | ${at(1 - 1e-9)} |`,
);
await service.stop();
agent.destroy();

async function run(count: number): Promise<void> {
  sent = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (sent < count) {
        sent += 1;
        await search(words[sent % words.length]!);
      }
    }),
  );
}

function search(name: string): Promise<void> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const call = request(
      { agent, port, host: '127.0.0.1', path: '/tools/places.search', method: 'POST' },
      (response) => {
        if (response.statusCode !== 200) reject(new Error(`status ${String(response.statusCode)}`));
        response.resume().on('end', () => {
          timesMs.push(performance.now() - began);
          resolve();
        });
      },
    );
    call.on('error', reject);
    call.end(JSON.stringify({ name, limit: 10 }));
  });
}
