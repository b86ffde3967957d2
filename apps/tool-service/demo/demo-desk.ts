import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@toolwright/core';
import { compose } from '../src/compose.ts';
import type { Service } from '../src/compose.ts';
import { readConfig } from '../src/config.ts';
import { borrowPlaces } from '../src/places/borrow-places.ts';
import { mcpVisitor } from './mcp-visitor.ts';
import { startOutsideWorld } from './outside-world.ts';
import type { OutsideWorld } from './outside-world.ts';
import { restVisitor } from './rest-visitor.ts';
import type { Visitor } from './visitor.ts';

/** How short the demo makes what in earnest is long. */
export const windows = { cacheTtlMs: 3_000, weatherTimeoutMs: 1_000, weatherResetMs: 5_000 } as const;

/** Calls that the tenant acme may make in a minute, a tenth of them at once. */
export const acmePerMinute = 120;

/** A travel desk for the demo, with visitors and a world around it. It leaves nothing behind. */
export interface DemoDesk {
  readonly url: string;
  readonly service: Service;
  readonly upstream: NonNullable<Service['upstream']>;
  readonly world: OutsideWorld;
  readonly keys: Readonly<Record<'acme' | 'globex', string>>;
  /** Of the tenant globex, which has no limit and no flags of its own. */
  readonly rest: Visitor;
  readonly mcp: Visitor;
  /** Of the tenant acme, which has both. */
  readonly acmeRest: Visitor;
  readonly acmeMcp: Visitor;
  close(): Promise<void>;
}

const keys = { acme: 'acme-demo-key', globex: 'globex-demo-key' } as const;

/** Starts the service on a free port, on the simulated weather, with short windows. */
export async function startDemoDesk(): Promise<DemoDesk> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'tool-service-demo-'));
  const world = await startOutsideWorld();
  try {
    await borrowPlaces(readConfig({}).dataFolder, dataFolder);
    const config = readConfig({ ...variables(dataFolder, world), DATA_FOLDER: dataFolder });
    const service = await compose(config, { logger: silentLogger });
    await service.toolbox.start();
    const { url } = await service.server.listen({ host: config.host, port: config.port });
    return {
      url,
      service,
      upstream: service.upstream!,
      world,
      keys,
      rest: restVisitor(url, keys.globex),
      mcp: mcpVisitor(url, keys.globex),
      acmeRest: restVisitor(url, keys.acme),
      acmeMcp: mcpVisitor(url, keys.acme),
      async close() {
        await service.server.close({ drainMs: 0 });
        await service.toolbox.stop({ drainMs: 0 });
        leave(world, dataFolder);
      },
    };
  } catch (error) {
    leave(world, dataFolder);
    throw error;
  }
}

function leave(world: OutsideWorld, dataFolder: string): void {
  world.close();
  rmSync(dataFolder, { recursive: true, force: true });
}

function variables(folder: string, { webhookUrl, host }: OutsideWorld): Readonly<Record<string, string>> {
  const tenantsFile = join(folder, 'tenants.yaml');
  writeFileSync(tenantsFile, tenants());
  return {
    HOST: '127.0.0.1',
    PORT: '0',
    TENANTS_FILE: tenantsFile,
    RATE_LIMIT_PER_MINUTE: '100000',
    CACHE_TTL_S: String(windows.cacheTtlMs / 1_000),
    WEATHER_TIMEOUT_MS: String(windows.weatherTimeoutMs),
    WEATHER_RESET_MS: String(windows.weatherResetMs),
    MAX_CONNECTIONS: '2',
    WEBHOOK_URL: webhookUrl,
    TABLE_HOSTS: host,
  };
}

function hash(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function tenants(): string {
  return `
acme:
  ratePerMinute: ${acmePerMinute}
  flags: { estimates: false, excursions: { cities: 1 } }
  callers: [{ name: acme-agent, sha256: ${hash(keys.acme)} }]
globex:
  callers: [{ name: globex-agent, sha256: ${hash(keys.globex)} }]
`;
}
