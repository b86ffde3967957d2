import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@toolwright/source'] },
  ssr: { resolve: { conditions: ['@toolwright/source'] } },
  test: {
    name: 'tool-service',
    // A busy machine is slow: no test is decided by the time it takes.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/matchers.ts'],
  },
});
