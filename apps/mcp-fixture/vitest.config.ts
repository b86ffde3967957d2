import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@toolwright/source'] },
  ssr: { resolve: { conditions: ['@toolwright/source'] } },
  test: { name: 'mcp-fixture', include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});
