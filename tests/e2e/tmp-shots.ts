import { mkdir } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '/work/wt-faces/tests/support/chromium.ts';
import { EditorPage } from '/work/wt-faces/tests/e2e/editor-page.ts';
import { groupPicture, drawnPicture } from '/work/wt-faces/tests/support/face-scenes.ts';
const FOLDER = '/tmp/shots-faces';
await mkdir(FOLDER, { recursive: true });
const server = await preview({ configFile: 'vite.config.ts', preview: { port: 4202, strictPort: true }, logLevel: 'error' });
const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS] });
const group = await groupPicture(); const drawn = await drawnPicture();
for (const [size, options] of Object.entries({ desktop: { viewport: { width: 1440, height: 900 } }, phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true } })) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ ...options, colorScheme, reducedMotion: 'reduce', baseURL: server.resolvedUrls?.local[0] ?? '' });
    const editor = new EditorPage(await context.newPage());
    const shot = (name: string) => editor.page.screenshot({ path: `${FOLDER}/${name}-${size}-${colorScheme}.png` });
    await editor.open();
    await editor.openFile('group.png', group);
    await editor.analysed();
    await editor.setLevel('Smile', 100);
    await editor.chooseFace(3);
    await editor.setLevel('Gender', 100);
    if (size === 'desktop') { await editor.page.mouse.move(500, 500); await editor.page.mouse.move(505, 500); }
    await editor.page.waitForTimeout(300);
    await shot('group');
    if (colorScheme === 'light') {
      await editor.page.getByRole('button', { name: 'Add face' }).click();
      await editor.page.waitForTimeout(200);
      await shot('drawing');
      await editor.page.keyboard.press('Escape');
      await editor.openFile('drawn.png', drawn.png);
      await editor.ready();
      await editor.page.waitForTimeout(300);
      await shot('none');
      await editor.openFile('crop.png', await (await import('sharp')).default(drawn.png).extract({ left: 830, top: 400, width: 300, height: 320 }).png().toBuffer());
      await editor.analysed();
      if (size === 'desktop') { await editor.page.mouse.move(500, 520); await editor.page.mouse.move(505, 500); }
      await editor.page.waitForTimeout(300);
      await shot('whole');
    }
    await context.close();
  }
}
await browser.close();
await new Promise((resolve) => { server.httpServer.close(resolve); });
