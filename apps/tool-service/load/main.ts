// `npm run load`: puts the service under the load of a travel desk's day, tells how far it is, and reports what callers
// saw, as a table and as JSON. Exit code 1 when more than one call in a hundred failed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { loadTable, loadTest, restDoor } from '@toolwright/testing';
import type { LoadProgress, LoadReport } from '@toolwright/testing';
import { nextDeskCall } from './desk-load.ts';
import type { DeskCall } from './desk-load.ts';
import { readFlags, usage } from './load-flags.ts';
import type { LoadFlags } from './load-flags.ts';
import { startServiceProcess } from './service-process.ts';

const mostErrors = 0.01;
// The own service's limits would be what is measured.
const unlimited = { RATE_LIMIT_PER_MINUTE: '1000000', MAX_CONNECTIONS: '1000' };

const flags = await readFlags(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
});
if (flags === undefined) process.exitCode = 2;
else await main(flags);

async function main(given: LoadFlags): Promise<void> {
  const service = given.url === undefined ? await startServiceProcess(unlimited) : undefined;
  const url = given.url ?? service!.url;
  try {
    const report = await putUnderLoad(url, given);
    process.stdout.write(`\n${loadTable(report)}\n`);
    const file = resolve(given.json);
    mkdirSync(dirname(file), { recursive: true });
    const { key: _key, ...told } = given;
    writeFileSync(file, `${JSON.stringify({ ...told, url, ...report }, undefined, 2)}\n`);
    process.stdout.write(`\nAs JSON: ${file}\n`);
    const failed = Object.values(report.errors).reduce((sum, count) => sum + count, 0);
    process.exitCode = failed > report.calls * mostErrors || report.calls === 0 ? 1 : 0;
  } finally {
    await service?.stop();
  }
}

async function putUnderLoad(
  url: string,
  { key, model, rate, connections, seconds }: LoadFlags,
): Promise<LoadReport> {
  const door = restDoor({ url, ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }) });
  const stopping = new AbortController();
  // Once: the report is of what was measured by then. Twice: the process ends.
  process.once('SIGINT', () => stopping.abort());
  const target = (call: unknown) => {
    const { tool, input } = call as DeskCall;
    return door.dispatch(tool, input);
  };
  process.stderr.write(
    `${url}: ${model === 'open' ? `${rate} calls a second` : `${connections} callers`}, ${seconds} s\n`,
  );
  return loadTest(target, {
    ...(model === 'open' ? { ratePerSecond: rate, maxInFlight: connections } : { users: connections }),
    durationMs: seconds * 1_000,
    warmUpMs: Math.min(1_000, seconds * 200),
    input: nextDeskCall,
    signal: stopping.signal,
    onProgress: tellProgress,
  });
}

function tellProgress({ elapsedMs, calls, errors, inFlight }: LoadProgress): void {
  const line = `${(elapsedMs / 1_000).toFixed(0).padStart(4)} s  ${calls} calls  ${errors} failed  ${inFlight} under way`;
  process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
}
