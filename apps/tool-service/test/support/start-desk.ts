import { fileURLToPath } from 'node:url';
import { silentLogger } from '@toolwright/core';
import type { Clock } from '@toolwright/core';
import { createTempFolder, createTestClient } from '@toolwright/testing';
import type { TempFolder, TestClient } from '@toolwright/testing';
import { compose } from '../../src/compose.ts';
import type { Service } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { borrowPlaces } from '../../src/places/borrow-places.ts';

const builtFolder = fileURLToPath(new URL('../../data', import.meta.url));

/** A travel desk for one test, with a data folder of its own. */
export interface Desk extends AsyncDisposable {
  readonly service: Service;
  readonly toolbox: Service['toolbox'];
  /** Calls its tools in process. */
  readonly client: TestClient<Service['tools']>;
  readonly dataFolder: string;
  /** Opens its HTTP host on a free port; resolves to its address. */
  listen(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a desk without its HTTP host. The places are built once for all tests. */
export async function startDesk(
  variables: Readonly<Record<string, string>> = {},
  options: { readonly clock?: Clock; readonly folder?: TempFolder } = {},
): Promise<Desk> {
  const { clock, folder = await newDataFolder() } = options;
  const config = readConfig({ PORT: '0', HOST: '127.0.0.1', DATA_FOLDER: folder.path, ...variables });
  const service = await compose(config, { logger: silentLogger, ...(clock !== undefined && { clock }) });
  await service.toolbox.start();
  const stop = async (): Promise<void> => {
    await service.server.close({ drainMs: 0 });
    await service.toolbox.stop({ drainMs: 0 });
    if (options.folder === undefined) folder.remove();
  };
  return {
    service,
    toolbox: service.toolbox,
    client: createTestClient(service.toolbox),
    dataFolder: folder.path,
    listen: async () => (await service.server.listen({ host: '127.0.0.1', port: 0 })).url,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** A folder that has the places and nothing else. */
export async function newDataFolder(): Promise<TempFolder> {
  const folder = createTempFolder('desk-');
  await borrowPlaces(builtFolder, folder.path);
  return folder;
}
