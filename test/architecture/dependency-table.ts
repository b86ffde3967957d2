interface Row {
  /** Third-party runtime dependencies; every package but core also depends on core. */
  readonly dependencies: readonly string[];
  /** Peers that a subpath asks for; never required. */
  readonly optionalPeers: readonly string[];
  /** Files and folders that may read ambient time and chance, each with its reason beside it. */
  readonly ambientIn?: readonly string[];
}

/** Who may depend on what at run time. A package that is not here may not exist. */
export const dependencyTable: Readonly<Record<string, Row>> = {
  core: { dependencies: [], optionalPeers: [], ambientIn: ['src/system/'] },
  schema: { dependencies: ['zod'], optionalPeers: [] },
  store: { dependencies: [], optionalPeers: ['ioredis'] },
  cache: { dependencies: ['lru-cache'], optionalPeers: [] },
  ratelimit: { dependencies: [], optionalPeers: ['ioredis'] },
  'circuit-breaker': { dependencies: ['opossum'], optionalPeers: ['nodemailer'] },
  middleware: { dependencies: ['p-retry'], optionalPeers: ['@openfeature/server-sdk'] },
  telemetry: {
    dependencies: ['@opentelemetry/api'],
    optionalPeers: ['pino'],
    // Reads how late and how busy the event loop is, which only Node knows.
    ambientIn: ['src/process/system-process.ts'],
  },
  testing: {
    dependencies: [],
    optionalPeers: ['vitest', 'fast-check', 'js-redis-server', 'ioredis'],
    // The fake clock yields to the event loop; real-time.ts waits for real programs, such as a Redis that starts.
    ambientIn: ['src/fake-clock.ts', 'src/real-time.ts'],
  },
  server: { dependencies: [], optionalPeers: [] },
};
