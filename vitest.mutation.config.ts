import { defineConfig } from 'vitest/config';

/** The unit tests that `npm run mutate` asks: those that run in this process and take seconds. The command line's start others. */
export default defineConfig({
  test: {
    include: ['tests/unit/{core,edit,l2m,batch,picture,engine,bundle}/**/*.test.ts'],
    exclude: ['tests/unit/edit/agreement.test.ts'],
    // Those that bound a time would fail by the instruments alone, and those of large faces take minutes with them.
    testNamePattern: /^(?!.*(takes no longer than its length|a face of 2000 px))/,
    environment: 'node', testTimeout: 300_000, hookTimeout: 60_000,
  },
});
