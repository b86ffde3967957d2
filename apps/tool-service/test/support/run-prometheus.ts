import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from '@toolwright/testing';

/** One series of an answer. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** One rule as Prometheus sees it. */
export interface EvaluatedRule {
  readonly name: string;
  readonly type: 'recording' | 'alerting';
  readonly query: string;
  readonly health: string;
}

/** A Prometheus that scrapes and evaluates five times a second. */
export interface RunningPrometheus {
  ask(question: string): Promise<readonly Sample[]>;
  rules(): Promise<readonly EvaluatedRule[]>;
  stop(): Promise<void>;
}

/** Whether a program is there: tests that need it are left out, by name, where it is not. */
export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** Starts a Prometheus that scrapes `target`, a host with its port, and has the rules of a file. */
export async function startPrometheus(target: string, rulesFile: string): Promise<RunningPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const address = `127.0.0.1:${await freePort()}`;
  const program = await startProgram('prometheus', {
    args: [
      `--config.file=${configure(folder, target, rulesFile)}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
    ],
    ready: /Server is ready/,
  });
  return {
    async ask(question) {
      return (await get(address, `query?query=${encodeURIComponent(question)}`)).result ?? [];
    },
    async rules() {
      return ((await get(address, 'rules')).groups ?? []).flatMap(({ rules }) => rules);
    },
    async stop() {
      await program.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Writes the configuration; JSON is YAML. Answers where. */
function configure(folder: string, target: string, rulesFile: string): string {
  const path = join(folder, 'prometheus.yml');
  const config = {
    global: { scrape_interval: '200ms', evaluation_interval: '200ms' },
    rule_files: ['rules.yml'],
    scrape_configs: [{ job_name: 'desk', static_configs: [{ targets: [target] }] }],
  };
  cpSync(rulesFile, join(folder, 'rules.yml'));
  writeFileSync(path, JSON.stringify(config));
  return path;
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data: {
    readonly result?: readonly Sample[];
    readonly groups?: readonly { readonly rules: readonly EvaluatedRule[] }[];
  };
}

async function get(address: string, path: string): Promise<Answer['data']> {
  const response = await fetch(`http://${address}/api/v1/${path}`);
  const { status, error, data } = (await response.json()) as Answer;
  if (status !== 'success') throw new Error(`${path}: ${error ?? 'no success'}`);
  return data;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
