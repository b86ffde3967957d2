import { createToolbox } from '@toolwright/core';
import type { Logger, Toolbox } from '@toolwright/core';
import type { ServiceConfig } from './config.ts';
import { createHttpHost } from './http/http-host.ts';
import type { HttpHost } from './http/http-host.ts';
import { placesSearch } from './tools/places-search.ts';

/** The assembled service. */
export interface Service {
  readonly toolbox: Toolbox<readonly [typeof placesSearch]>;
  readonly http: HttpHost;
}

/** Puts the service together: the one place where its parts meet. */
export function compose(config: ServiceConfig, logger?: Logger): Service {
  const toolbox = createToolbox({
    tools: [placesSearch],
    config: { 'places.search': { dataFolder: config.dataFolder } },
    // The first start builds the places database.
    setupTimeoutMs: 120_000,
    ...(logger !== undefined && { logger }),
  });
  return { toolbox, http: createHttpHost({ toolbox, host: config.host, port: config.port }) };
}
