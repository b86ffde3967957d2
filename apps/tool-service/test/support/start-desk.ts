import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentLogger } from '@toolwright/core';
import type { Clock } from '@toolwright/core';
import { compose } from '../../src/compose.ts';
import type { Service } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { borrowPlaces } from '../../src/places/borrow-places.ts';

const builtFolder = fileURLToPath(new URL('../../data', import.meta.url));

/** A travel desk for one test, with a data folder of its own. */
export interface Desk {
  readonly service: Service;
  readonly toolbox: Service['toolbox'];
  readonly dataFolder: string;
  stop(): Promise<void>;
}

/** Starts a desk without its HTTP host. The places are built once for all tests. */
export async function startDesk(
  variables: Readonly<Record<string, string>> = {},
  options: { readonly clock?: Clock; readonly dataFolder?: string } = {},
): Promise<Desk> {
  const { clock, dataFolder = await newDataFolder() } = options;
  const config = readConfig({ PORT: '0', HOST: '127.0.0.1', DATA_FOLDER: dataFolder, ...variables });
  const service = await compose(config, { logger: silentLogger, ...(clock !== undefined && { clock }) });
  await service.toolbox.start();
  return {
    service,
    toolbox: service.toolbox,
    dataFolder,
    async stop() {
      await service.toolbox.stop({ drainMs: 0 });
      if (options.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** A folder that has the places and nothing else. */
export async function newDataFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'desk-'));
  await borrowPlaces(builtFolder, folder);
  return folder;
}
