import { playwright } from '@vitest/browser-playwright';
import { configDefaults, defineConfig } from 'vitest/config';
import { CHROMIUM_ARGS, CHROMIUM_PATH, FEW_RENDERS_ARG, SOFTWARE_WEBGPU_ARG } from './tests/support/chromium.ts';

/** The command line as a person runs it, a process a command: most of the unit tests' time. */
const PROCESSES = 'tests/unit/cli/{batch-command,command-line,convert-command,edit-command,originals,recipes}.test.ts';

/** Tests that run in real Chromium, with the app's own Vite settings. */
function browserProject(name: string, include: string, moreArgs: readonly string[]) {
  return {
    extends: './vite.config.ts',
    test: {
      name, include: [include], testTimeout: 120_000, globalSetup: './tests/support/global-setup.ts', fileParallelism: false,
      browser: {
        enabled: true, headless: true, screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS, FEW_RENDERS_ARG, ...moreArgs] } }),
        instances: [{ browser: 'chromium' as const }],
      },
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], exclude: [...configDefaults.exclude, PROCESSES], environment: 'node', testTimeout: 60_000, hookTimeout: 60_000 } },
      { extends: true, test: { name: 'processes', include: [PROCESSES], environment: 'node', testTimeout: 60_000, hookTimeout: 60_000 } },
      { extends: true, test: { name: 'parity', include: ['tests/parity/**/*.test.ts'], environment: 'node', testTimeout: 60_000, hookTimeout: 60_000 } },
      { extends: true, test: { name: 'training', include: ['tests/training/**/*.test.ts'], environment: 'node', testTimeout: 180_000, hookTimeout: 180_000 } },
      { extends: true, test: { name: 'package', include: ['tests/package/**/*.test.ts'], environment: 'node', globalSetup: './tests/package/global-setup.ts', testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false } },
      browserProject('browser', 'tests/browser/**/*.test.ts', []),
      browserProject('webgpu', 'tests/webgpu/**/*.test.ts', [SOFTWARE_WEBGPU_ARG]),
    ],
  },
});
