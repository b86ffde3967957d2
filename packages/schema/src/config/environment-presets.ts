/** What depends on the environment more than on the service. */
export interface EnvironmentPreset {
  /** Connections held open at once. */
  readonly poolSize: number;
  /** The longest that one request may take, in milliseconds. */
  readonly timeoutMs: number;
  /** The longest that a request to another service may take, in milliseconds. */
  readonly outboundTimeoutMs: number;
  /** Tries after the first. */
  readonly retries: number;
}

const local: EnvironmentPreset = { poolSize: 5, timeoutMs: 5_000, outboundTimeoutMs: 5_000, retries: 3 };

/** Values to start from, for `loadConfig`'s `environments`; a schema takes of them what it declares. */
export const environmentPresets: Readonly<Record<'development' | 'test' | 'production', EnvironmentPreset>> =
  {
    development: local,
    test: local,
    production: { poolSize: 20, timeoutMs: 10_000, outboundTimeoutMs: 30_000, retries: 5 },
  };
