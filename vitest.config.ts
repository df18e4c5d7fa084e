// One test run for everything: pure functions, adapters on embedded engines, the template, the program itself.
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Far more than any test needs: a busy machine must fail none.
    testTimeout: 180_000,
    env: {
      // A terminal shows times in its own zone.
      TZ: 'UTC',
      // Hundreds of tests start a command or the whole program.
      NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/acuse'),
    },
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 3,
  },
});
