import { availableParallelism } from 'node:os';
import { createCache } from '@toolwright/cache';
import { createCircuitBreaker } from '@toolwright/circuit-breaker';
import { consoleLogger, createToolbox, systemClock } from '@toolwright/core';
import type { Clock, Logger, Middleware, Plugin, RateLimiter, Telemetry } from '@toolwright/core';
import {
  bulkhead,
  cached,
  circuitBreaker,
  fallback,
  idempotency,
  rateLimit,
  retry,
  timeout,
  when,
} from '@toolwright/middleware';
import { createRateLimiter, tokenBucket } from '@toolwright/ratelimit';
import { createServer, staticCredentials } from '@toolwright/server';
import { openBackends } from './backends.ts';
import type { Backends } from './backends.ts';
import type { ServiceConfig } from './config.ts';
import { createCourier } from './notifications/courier.ts';
import { openOutbox } from './notifications/outbox.ts';
import { httpReceiver, smtpReceiver } from './notifications/receiver.ts';
import { createObservability } from './observability.ts';
import { openPlaces } from './places/places.ts';
import type { PlacesPoolOptions } from './places/places.ts';
import type { Point } from './places/point.ts';
import { sharedResource } from './shared-resource.ts';
import { tenantFlags, wantsEstimates } from './tenants/tenant-flags.ts';
import { noTenants, readTenants } from './tenants/tenants-file.ts';
import type { Tenants } from './tenants/tenants-file.ts';
import { notificationsSend } from './tools/notifications-send.ts';
import { placesNearby } from './tools/places-nearby.ts';
import { placesSearch } from './tools/places-search.ts';
import { tablesProfile } from './tools/tables-profile.ts';
import { tripsPlan } from './tools/trips-plan.ts';
import { weatherCurrent } from './tools/weather-current.ts';
import { weatherForecast } from './tools/weather-forecast.ts';
import { createEmbeddedUpstream } from './weather/embedded-upstream.ts';
import type { EmbeddedUpstream } from './weather/embedded-upstream.ts';
import { estimatedWeather } from './weather/estimate.ts';
import { openMeteo } from './weather/open-meteo.ts';
import { rounded } from './weather/weather.ts';

const dayMs = 86_400_000;
/** What the service is called by MCP clients and in traces. */
const service = { name: 'travel-desk', version: '1.0.0' };
const beyondEveryAnswer = 2_147_483_647;

/** What a test hands in. */
export interface ComposeOptions {
  /** @default consoleLogger */
  readonly logger?: Logger;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** The assembled service. */
export type Service = Awaited<ReturnType<typeof compose>>;

/** Puts the service together: the one place where its parts meet. Closing the toolbox closes everything. */
export async function compose(config: ServiceConfig, options: ComposeOptions = {}) {
  const { logger = consoleLogger, clock = systemClock } = options;
  const { tenantsFile } = config;
  const tenants = tenantsFile === undefined ? noTenants : await readTenants(tenantsFile);
  const backends = await openBackends(config, clock);
  const upstream = config.weatherApiUrl === undefined ? createEmbeddedUpstream(clock) : undefined;
  const observability = await createObservability({ config, service, clock, logger });
  const { telemetry } = observability;
  const parts: Parts = { config, tenants, backends, upstream, telemetry, clock, logger, closers: [] };
  const tools = travelDesk(parts);
  const toolbox = createToolbox({
    tools,
    use: [observability.rail, requestTimeout(config), ...limits(parts)],
    plugins: [opening(parts), ...observability.plugins, ...(upstream === undefined ? [] : [upstream.plugin])],
    // The first start builds the places database.
    setupTimeoutMs: 120_000,
    telemetry,
    clock,
    logger,
  });
  const server = createServer({
    toolbox,
    allowedHosts: config.allowedHosts,
    metrics: () => observability.metrics(),
    mcp: service,
    questions: {
      stateStore: backends.store,
      ...(config.mcpStateKey !== undefined && { stateKey: config.mcpStateKey }),
    },
    limits: config.enableCompression ? {} : { compressAbove: beyondEveryAnswer },
    studio: { production: config.production },
    clock,
    logger,
    // Without a file of tenants everybody may call.
    ...(tenantsFile !== undefined && { authenticate: staticCredentials(tenants.credentials) }),
  });
  return { tools, toolbox, tenants, upstream, server, mcp: service, toolMetrics: observability.toolMetrics };
}

/** Every tool, with what it stands on and the rails of its own. */
function travelDesk(parts: Parts) {
  const { config, tenants, backends, upstream, telemetry, logger } = parts;
  const places = sharedResource(
    (signal) => openPlaces(config.dataFolder, signal, placesPool(parts)),
    (database) => database.close(),
  );
  const weather = openMeteo(() => config.weatherApiUrl ?? upstream!.url(), telemetry);
  const flagged = tenants.flags === undefined ? [] : [tenantFlags(tenants.flags, logger)];
  const use = [...flagged, ...weatherRails(parts)];

  const search = placesSearch(places);
  const nearby = placesNearby(places);
  const forecast = weatherForecast({ weather, use });
  return [
    search,
    nearby,
    weatherCurrent({ weather, use }),
    forecast,
    tripsPlan({ search, nearby, weather: forecast, use: flagged }),
    tablesProfile({ trustedHosts: config.tableHosts }),
    notificationsSend({
      openCourier: () => openCourier(parts),
      // A living process renews its lease; a killed one keeps a key from others for so long.
      use: [idempotency({ store: backends.store, leaseMs: 5_000 })],
    }),
  ] as const;
}

function placesPool({ config, clock }: Parts): PlacesPoolOptions {
  const { dbPoolMin, dbPoolMax, dbPoolIdleTimeout: idleMs } = config;
  // More threads than processors would cost 11 MB each and look nothing up any sooner.
  const max = Math.min(dbPoolMax, availableParallelism());
  return { min: Math.min(dbPoolMin, max), max, idleMs, clock };
}

interface Parts {
  readonly config: ServiceConfig;
  readonly tenants: Tenants;
  readonly backends: Backends;
  /** Absent: the weather comes from a real service. */
  readonly upstream: EmbeddedUpstream | undefined;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is to be closed with the toolbox, before the backends. */
  readonly closers: (() => unknown)[];
}

/** Around every tool but those that stream: the whole call, its rails included, within the configured time. */
function requestTimeout({ requestTimeoutMs }: ServiceConfig): Middleware {
  return when(
    ({ tool }) => !tool.streaming,
    (call, next) => next(call.fork({ attempt: call.attempt, timeoutMs: requestTimeoutMs })),
  );
}

/** Around every tool: so many calls a minute for each caller, and for all callers of a tenant together. */
function limits({ config, tenants, ...parts }: Parts): readonly Middleware[] {
  const perCaller = rateLimit({ limiter: limiterOf('caller', config.rateLimitPerMinute, parts) });
  const perTenant = new Map(
    [...tenants.ratePerMinute].map(([tenant, rate]) => [tenant, limiterOf(`tenant-${tenant}`, rate, parts)]),
  );
  const tenantLimit = rateLimit({
    limiter: ({ tenant }) => perTenant.get(tenant!)!,
    key: ({ tenant }) => tenant!,
  });
  return [perCaller, when(({ tenant }) => tenant !== undefined && perTenant.has(tenant), tenantLimit)];
}

function limiterOf(
  name: string,
  limit: number,
  { backends, clock, closers }: Pick<Parts, 'backends' | 'clock' | 'closers'>,
): RateLimiter {
  const burst = Math.max(1, Math.round(limit / 10));
  const limiter = createRateLimiter({
    policies: [tokenBucket({ name, limit, windowMs: 60_000, burst })],
    clock,
    ...(backends.limits !== undefined && { store: backends.limits(name) }),
  });
  closers.push(() => limiter[Symbol.dispose]());
  return limiter;
}

/** Between the weather tools and the service they ask, which is slow, limited, and fails at times. */
function weatherRails({ config, backends, clock, closers }: Parts): readonly Middleware[] {
  const { cacheLevels, cachePubSub, circuits } = backends;
  const ttlMs = config.cacheTtlS * 1_000;
  const cache = createCache({
    memory: { maxEntries: 10_000, ttlMs },
    levels: cacheLevels,
    keyPrefix: 'desk:weather',
    clock,
    ...(cachePubSub !== undefined && { pubSub: cachePubSub }),
  });
  const breaker = createCircuitBreaker({
    name: 'weather',
    failureThreshold: 5,
    successThreshold: 2,
    resetTimeoutMs: config.weatherResetMs,
    // One process probes for all: one that gets no calls any more holds the others up no longer than this.
    probeTimeoutMs: 2 * config.weatherTimeoutMs,
    clock,
    ...(circuits !== undefined && { shared: circuits }),
  });
  closers.push(
    () => cache.close(),
    () => breaker[Symbol.dispose](),
  );
  return [
    when(wantsEstimates, fallback({ run: estimatedWeather })),
    cached({
      cache,
      ttlMs,
      scope: 'shared',
      key: ({ input }) => ({ ...(input as Point), ...rounded(input as Point) }),
      stale: { staleWhileRevalidateMs: ttlMs, staleIfErrorMs: dayMs },
    }),
    bulkhead({ maxConcurrent: config.maxConnections, maxQueue: 100 }),
    // Waits less than an open circuit does: nobody waits for it who can have an estimate.
    retry({ maxAttempts: 3, baseMs: 100, maxMs: 500 }),
    circuitBreaker({ breaker }),
    timeout({ attemptMs: config.weatherTimeoutMs }),
  ];
}

/** Notifications wait in a file of the data folder until their receiver has them. */
function openCourier({ config, clock, logger }: Parts) {
  const { smtpUrl, mailFrom, smsGatewayUrl, webhookUrl, notifyTimeoutMs: timeoutMs } = config;
  const outbox = openOutbox(config.dataFolder);
  const receivers = {
    ...(smtpUrl !== undefined && { email: smtpReceiver(smtpUrl, mailFrom, timeoutMs) }),
    ...(smsGatewayUrl !== undefined && { sms: httpReceiver(smsGatewayUrl) }),
    ...(webhookUrl !== undefined && { webhook: httpReceiver(webhookUrl) }),
  };
  const courier = createCourier({ outbox, receivers, timeoutMs, clock, logger });
  courier.start();
  return { courier, close: () => courier.stop().then(() => outbox.close()) };
}

/** Opens first, and closes last, what the tools stand on. */
function opening({ backends, closers }: Parts): Plugin {
  return {
    name: 'backends',
    version: '1.0.0',
    install: () => backends.ready(),
    async uninstall() {
      await Promise.all(closers.map((close) => close()));
      await backends.close();
    },
  };
}
