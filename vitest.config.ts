// One test run for everything: pure functions, adapters on embedded engines, the template, the program itself.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Far more than any test needs: a busy machine must fail none.
    testTimeout: 180_000,
    // A terminal shows times in its own zone.
    env: { TZ: 'UTC' },
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 3,
  },
});
