import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@toolwright/source'] },
  ssr: { resolve: { conditions: ['@toolwright/source'] } },
  test: { name: 'tool-service', include: ['test/**/*.test.ts'], hookTimeout: 60_000 },
});
