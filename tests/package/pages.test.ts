import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../support/chromium.ts';
import { copyExample, makeConsumer, ROOT } from './consumer.ts';
import { serveFolder } from './static-server.ts';

let browser: Browser;
beforeAll(async () => { browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS] }); });
afterAll(() => browser.close());

/** Opens a portrait, moves the slider, and tells what the page said and how many of the canvas' samples moved. */
async function smile(url: string): Promise<{ readonly ready: string; readonly moved: number; readonly errors: readonly string[]; readonly isIsolated: boolean }> {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => { errors.push(message); });
  try {
    page.setDefaultTimeout(120_000);
    // Its script waits for the model, and its load event for the script.
    await page.goto(url, { waitUntil: 'commit' });
    const status = page.locator('#status');
    await status.filter({ hasText: 'Ready on' }).waitFor();
    const ready = await status.textContent() ?? '';
    await page.locator('#file').setInputFiles(join(ROOT, 'public/samples/average-man.webp'));
    await status.filter({ hasText: 'Smile at 0' }).waitFor();
    const before = await samples(page);
    await page.locator('#smile').fill('1');
    await status.filter({ hasText: 'Smile at 1' }).waitFor();
    const after = await samples(page);
    return { ready, moved: after.filter((value, i) => Math.abs(value - before[i]!) > 8).length, errors, isIsolated: await page.evaluate('crossOriginIsolated') === true };
  } finally {
    await page.close();
  }
}

function samples(page: Page): Promise<readonly number[]> {
  return page.evaluate(`(() => { const { width, height } = canvas; return [...canvas.getContext('2d').getImageData(0, 0, width, height).data]; })()`);
}

describe('the engine in a page', { timeout: 300_000 }, () => {
  it('is bundled, typed and edits: examples/vite', async () => {
    const consumer = await makeConsumer(inject('tarball'), 'vite', { withOptional: false, more: ['vite', 'vite-plugin-static-copy'] });
    await copyExample(consumer, 'vite');
    execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd: consumer.folder, encoding: 'utf8' });
    const config = { root: consumer.folder, configFile: join(consumer.folder, 'vite.config.js'), logLevel: 'error' } as const;
    await build(config);
    const server = await preview({ ...config, preview: { port: 0 } });
    try {
      const { ready, moved, errors, isIsolated } = await smile(server.resolvedUrls?.local[0] ?? '');
      expect({ ready, errors, isIsolated }).toEqual({ ready: 'Ready on wasm', errors: [], isIsolated: true });
      expect(moved).toBeGreaterThan(500);
    } finally {
      await server.close();
    }
  });

  it('needs no bundler, with its files at addresses that the page names: examples/page', async () => {
    const consumer = await makeConsumer(inject('tarball'), 'page', { withOptional: false });
    await copyExample(consumer, 'page');
    await using server = await serveFolder(consumer.folder);
    const { ready, moved, errors } = await smile(server.url);
    expect({ ready, errors }).toEqual({ ready: 'Ready on wasm', errors: [] });
    expect(moved).toBeGreaterThan(500);
  });
});
