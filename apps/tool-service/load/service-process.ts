import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../src/config.ts';
import { borrowPlaces } from '../src/places/borrow-places.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The service in a process of its own, on a free port, with a data folder that goes with it. */
export interface ServiceProcess {
  readonly url: string;
  /** Resolves when the process has ended. The signal is `SIGTERM`, which ends it cleanly, unless said otherwise. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts the service as `npm start` does; resolves when it says where it is, rejects with what it said when it ends first. */
export async function startServiceProcess(
  variables: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'tool-service-'));
  await borrowPlaces(readConfig({}).dataFolder, dataFolder);
  const child = spawn(process.execPath, ['--no-warnings', '--conditions=@toolwright/source', main], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', DATA_FOLDER: dataFolder, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // However this process ends, the other one does not stay behind.
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  const gone = new Promise<void>((resolve) => {
    child.on('exit', () => {
      process.off('exit', end);
      rmSync(dataFolder, { recursive: true, force: true });
      resolve();
    });
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString();
      const [, found] = /The tool service is at (\S+)/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.on('exit', () => reject(new Error(`The service ended: ${said}`)));
  });
  return {
    url,
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return gone;
    },
  };
}
