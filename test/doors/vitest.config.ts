import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@toolwright/source'] },
  ssr: { resolve: { conditions: ['@toolwright/source'] } },
  test: {
    name: 'doors',
    include: ['src/**/*.test.ts'],
    typecheck: { enabled: true, include: ['src/**/*.test-d.ts'] },
  },
});
