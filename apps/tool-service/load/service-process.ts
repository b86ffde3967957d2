import { fileURLToPath } from 'node:url';
import { createTempFolder, startProgram } from '@toolwright/testing';
import { readConfig } from '../src/config.ts';
import { borrowPlaces } from '../src/places/borrow-places.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The service in a process of its own, on a free port, with a data folder that goes with it. */
export interface ServiceProcess {
  readonly url: string;
  /** Resolves when the process has ended. The signal is `SIGTERM`, which ends it cleanly, unless said otherwise. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Starts the service as `npm start` does; resolves when it says where it is, rejects with what it said when it ends
 * first, or takes more than a minute.
 */
export async function startServiceProcess(
  variables: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> {
  const folder = createTempFolder('tool-service-');
  try {
    await borrowPlaces(readConfig({}).dataFolder, folder.path);
    const program = await startProgram(process.execPath, {
      args: ['--no-warnings', '--conditions=@toolwright/source', main],
      env: { HOST: '127.0.0.1', PORT: '0', DATA_FOLDER: folder.path, ...variables },
      ready: /The tool service is at (\S+)/,
    });
    void program.gone.then(() => folder.remove());
    return { url: program.ready[1]!, stop: async (signal) => void (await program.end(signal)) };
  } catch (error) {
    folder.remove();
    throw error;
  }
}
