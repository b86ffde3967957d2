import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@toolwright/source'] },
  ssr: { resolve: { conditions: ['@toolwright/source'] } },
  test: {
    name: 'store',
    // A busy machine is slow: no test is decided by the time it takes.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    include: ['src/**/*.test.ts'],
    typecheck: { enabled: true, include: ['src/**/*.test-d.ts'] },
  },
});
