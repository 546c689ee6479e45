import { defineConfig, devices } from '@playwright/test';
import { CHROMIUM_ARGS, CHROMIUM_PATH, FEW_RENDERS_ARG, SOFTWARE_WEBGPU_ARG } from './tests/support/chromium.ts';

const PORT = Number(process.env['E2E_PORT'] ?? 4199);
const desktop = { ...devices['Desktop Chrome'], viewport: { width: 1440, height: 900 } };

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // Journeys wait more than they compute; none measures how fast something is.
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env['CI'] === 'true',
  reporter: [['list']],
  // Journeys cut the network file by file, which a copy in the browser would hide; those about that copy allow it.
  // Little motion: while a test waits, what moves would be drawn by the processor sixty times a second. `journey.spec` runs with all of it.
  use: { contextOptions: { reducedMotion: 'reduce' }, serviceWorkers: 'block', baseURL: `http://localhost:${PORT}`, launchOptions: { executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS, FEW_RENDERS_ARG] }, trace: 'off', screenshot: 'off' },
  projects: [
    { name: 'desktop', testIgnore: ['**/*.phone.spec.ts', '**/*.webgpu.spec.ts'], use: desktop },
    { name: 'phone', testMatch: '**/*.phone.spec.ts', use: { ...devices['Pixel 7'], viewport: { width: 390, height: 844 } } },
    { name: 'webgpu', testMatch: '**/*.webgpu.spec.ts', use: { ...desktop, launchOptions: { executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS, FEW_RENDERS_ARG, SOFTWARE_WEBGPU_ARG] } } },
  ],
  webServer: { command: `npx vite preview --port ${PORT} --strictPort`, url: `http://localhost:${PORT}`, reuseExistingServer: false },
});
