// One test run for everything: pure functions, adapters on embedded engines, the template, the program itself.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // A terminal shows times in its own zone.
    env: { TZ: 'UTC' },
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
