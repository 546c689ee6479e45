/** `npm run screenshots`: pictures of the built app for the README. Build first. Only faces that are nobody's are shown. */
import { mkdir } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../support/chromium.ts';
import { groupPicture } from '../support/face-scenes.ts';
import { EditorPage } from './editor-page.ts';

const FOLDER = 'tests/e2e/screenshots';
const sizes = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
} as const;

await mkdir(FOLDER, { recursive: true });
const server = await preview({ configFile: 'vite.config.ts', preview: { port: 4196, strictPort: true }, logLevel: 'error' });
const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS] });
for (const [size, options] of Object.entries(sizes)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ ...options, colorScheme, reducedMotion: 'reduce', baseURL: server.resolvedUrls?.local[0] ?? '' });
    const editor = new EditorPage(await context.newPage());
    await editor.open();
    await editor.ready();
    await editor.page.screenshot({ path: `${FOLDER}/empty-${size}-${colorScheme}.png` });
    await editor.openSample();
    await editor.setLevel('Smile', 100);
    await editor.page.getByRole('button', { name: 'Before and after' }).click();
    await editor.page.waitForTimeout(500);
    await editor.page.screenshot({ path: `${FOLDER}/editor-${size}-${colorScheme}.png` });
    await editor.page.getByRole('button', { name: 'Before and after' }).click();
    await editor.openFile('group.png', await groupPicture());
    await editor.analysed();
    await editor.setLevel('Smile', 100);
    await editor.chooseFace(2);
    await editor.setLevel('Age', 100);
    await editor.canvas.hover();
    await editor.page.waitForTimeout(500);
    await editor.page.screenshot({ path: `${FOLDER}/group-${size}-${colorScheme}.png` });
    await context.close();
  }
}
await browser.close();
await new Promise((resolve) => { server.httpServer.close(resolve); });
