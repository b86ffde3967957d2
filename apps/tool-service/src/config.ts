import { fileURLToPath } from 'node:url';
import { ToolError } from '@toolwright/core';
import type { SchemaOutput } from '@toolwright/core';
import {
  arrayField,
  booleanField,
  emailField,
  integerField,
  loadConfig,
  numberField,
  objectField,
  stringField,
  urlField,
} from '@toolwright/schema';
import type { Environment } from '@toolwright/schema';

// Each field is the variable of its name: `cacheTtlS` is CACHE_TTL_S.
const schema = objectField({
  host: stringField({ minLength: 1, maxLength: 255, default: 'localhost', description: 'Where to listen' }),
  port: integerField({ min: 0, max: 65_535, default: 3_000, description: '0: any free port' }),
  allowedHosts: arrayField(stringField({ maxLength: 255 }), {
    maxItems: 100,
    default: [],
    description: 'Names under which the service is reached, beside localhost and addresses; commas between',
  }),
  mcpStateKey: stringField({
    minLength: 32,
    maxLength: 1_024,
    required: false,
    sensitive: true,
    description: 'Signs what MCP clients carry between questions; several processes need the same',
  }),
  dataFolder: stringField({
    minLength: 1,
    maxLength: 4_096,
    default: fileURLToPath(new URL('../data', import.meta.url)),
    description: 'Where the service keeps what it builds and what it must not forget',
  }),
  dbPoolMin: integerField({
    min: 0,
    max: 64,
    default: 5,
    description:
      'Connections to the places database, each on a thread of its own, that stay once they were needed',
  }),
  dbPoolMax: integerField({
    min: 1,
    max: 64,
    default: 20,
    description:
      'Such connections at most, and no more than there are processors; what finds none free waits',
  }),
  dbPoolIdleTimeout: integerField({
    min: 1,
    max: 86_400_000,
    default: 30_000,
    description: 'Milliseconds after which a connection beyond DB_POOL_MIN that nobody needs is closed',
  }),
  enableCompression: booleanField({
    default: true,
    description: 'Compresses answers of more than 2,048 characters for clients that can read it',
  }),
  requestTimeoutMs: integerField({
    min: 1,
    max: 600_000,
    default: 30_000,
    description: 'The longest that one call may take; a tool may allow less',
  }),
  rateLimitPerMinute: integerField({
    min: 1,
    max: 1_000_000,
    default: 600,
    description: 'Calls that one caller may make in a minute, evenly, a tenth of them at once',
  }),
  tenantsFile: stringField({
    minLength: 1,
    maxLength: 4_096,
    required: false,
    description: 'Who may call, and how much: see tenants.example.yaml; without it everybody may call',
  }),
  cacheTtlS: integerField({
    min: 1,
    max: 86_400,
    default: 600,
    description: 'Seconds for which an answer of the weather service is fresh',
  }),
  maxConnections: integerField({
    min: 1,
    max: 10_000,
    default: 20,
    description: 'Requests to the weather service that run at once',
  }),
  weatherApiUrl: urlField({
    required: false,
    description:
      'A service that speaks as https://api.open-meteo.com does; without it the weather is simulated',
  }),
  weatherTimeoutMs: integerField({
    min: 1,
    max: 60_000,
    default: 2_000,
    description: 'The longest that one request to the weather service may take',
  }),
  weatherResetMs: integerField({
    min: 1_000,
    max: 300_000,
    default: 15_000,
    description: 'How long the weather service is left alone once it has failed five times in a row',
  }),
  smtpUrl: stringField({
    maxLength: 2_048,
    pattern: '^smtps?://.+$',
    required: false,
    sensitive: true,
    description:
      'Sends e-mail, such as smtp://user:password@host:587; without it e-mail is kept in the outbox',
  }),
  mailFrom: emailField({ default: 'desk@localhost.localdomain', description: 'Who e-mail is from' }),
  smsGatewayUrl: urlField({
    required: false,
    description: 'Gets each SMS as a JSON POST; without it they are kept in the outbox',
  }),
  webhookUrl: urlField({
    required: false,
    description: 'Gets each webhook message as a JSON POST; without it they are kept in the outbox',
  }),
  notifyTimeoutMs: integerField({
    min: 1,
    max: 60_000,
    default: 5_000,
    description: 'The longest that one delivery of a notification may take',
  }),
  tableHosts: arrayField(stringField({ maxLength: 255 }), {
    maxItems: 100,
    default: [],
    description:
      'Hosts, with their port where it is not the usual one, that tables may be fetched from; commas between',
  }),
  redisUrl: stringField({
    maxLength: 2_048,
    pattern: '^rediss?://.+$',
    required: false,
    sensitive: true,
    description: 'Moves cache, limits, breaker state and messages to Redis; so does REDIS_HOST',
  }),
  redisHost: stringField({ minLength: 1, maxLength: 255, required: false }),
  redisPort: integerField({ min: 1, max: 65_535, default: 6_379 }),
  redisPassword: stringField({ minLength: 1, maxLength: 1_024, required: false, sensitive: true }),
  redisDb: integerField({ min: 0, max: 1_000, default: 0 }),
  redisRetryDelay: integerField({
    min: 1,
    max: 60_000,
    default: 100,
    description: 'Milliseconds before a lost connection is opened anew; doubled each time, up to a second',
  }),
  redisCommandTimeout: integerField({
    min: 1,
    max: 60_000,
    default: 5_000,
    description:
      'Milliseconds after which a command without an answer has failed; cache and limits wait less',
  }),
  otelExporterOtlpEndpoint: urlField({
    required: false,
    description:
      'Where traces and metrics go by OTLP over HTTP, such as http://localhost:4318; the other OTEL_ variables of ' +
      'exporters and resources count as well',
  }),
  otelExporterOtlpTimeout: integerField({
    min: 1,
    max: 30_000,
    default: 3_000,
    description:
      'Milliseconds that the collector may take for one request, and about what the last ones may take',
  }),
  otelTracesSamplerArg: numberField({
    min: 0,
    max: 1,
    required: false,
    description:
      'The share of traces that is kept beside failed and slow ones; without it a tenth in production, else all',
  }),
});

/** What the service is told from outside. */
export type ServiceConfig = SchemaOutput<typeof schema> & {
  /** NODE_ENV says so: what helps a developer is off. */
  readonly production: boolean;
};

/** Reads the environment; throws one error that names every variable that cannot be used. */
export function readConfig(variables: Environment): ServiceConfig {
  const config = loadConfig(schema, variables);
  const { dbPoolMin, dbPoolMax } = config;
  if (dbPoolMin > dbPoolMax) {
    throw new ToolError(
      'INVALID_CONFIG',
      `DB_POOL_MIN must be at most DB_POOL_MAX (${dbPoolMax}); got ${dbPoolMin}`,
      {
        type: 'validation_error',
      },
    );
  }
  return { ...config, production: variables['NODE_ENV'] === 'production' };
}
