import { defineConfig } from 'vitest/config';

/** The unit tests that `npm run mutate` asks: those that run in this process and take seconds. The command line's start others. */
export default defineConfig({
  test: {
    include: ['tests/unit/{core,edit,l2m,batch,picture,engine,bundle}/**/*.test.ts'],
    exclude: ['tests/unit/edit/agreement.test.ts'],
    environment: 'node', testTimeout: 60_000, hookTimeout: 60_000,
  },
});
