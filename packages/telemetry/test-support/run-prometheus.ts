import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from '@toolwright/testing';

/** A Prometheus that scrapes five times a second. */
export interface RunningPrometheus extends AsyncDisposable {
  /** The values of a question's answer, by `error_type`. */
  ask(question: string): Promise<Record<string, number>>;
}

/** Starts the program on what listens at a URL. */
export async function startPrometheus(url: string, ...flags: readonly string[]): Promise<RunningPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
  const port = await freePort();
  const config = join(folder, 'prometheus.yml');
  const target = new URL(url).host;
  await writeFile(
    config,
    `global: { scrape_interval: 200ms }\nscrape_configs: [{ job_name: tools, static_configs: [{ targets: ['${target}'] }] }]\n`,
  );
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    ...flags,
  ];
  const prometheus = await startProgram('prometheus', { args, ready: /Server is ready/ });
  return {
    ask: (question) => answerOf(port, question),
    async [Symbol.asyncDispose]() {
      await prometheus.end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Answer {
  readonly data: {
    readonly result: readonly {
      readonly metric: { readonly error_type?: string };
      readonly value: [number, string];
    }[];
  };
}

async function answerOf(port: number, question: string): Promise<Record<string, number>> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(question)}`);
  const { data } = (await answer.json()) as Answer;
  return Object.fromEntries(
    data.result.map(({ metric, value }) => [metric.error_type ?? '', Number(value?.[1])]),
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
