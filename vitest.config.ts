import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      'packages/*/vitest.config.ts',
      'apps/*/vitest.config.ts',
      'test/*/vitest.config.ts',
      {
        resolve: { conditions: ['@toolwright/source'] },
        ssr: { resolve: { conditions: ['@toolwright/source'] } },
        test: { name: 'repository', include: ['test/*.test.ts'] },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.test-d.ts', '**/*.bench.ts', '**/*.examples.ts'],
      reporter: ['json-summary'],
      reportOnFailure: true,
    },
  },
});
