import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';
import { VIEWS } from './views.ts';

/** What axe finds wrong: everything in the light, colours alone in the dark, where nothing else differs. */
async function problems(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  // The page beneath a dialog is a view of its own.
  const [dialog] = await page.locator('[role="dialog"]').all();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // A menu hangs beside the page's landmarks, as menus do.
    const whole = new AxeBuilder({ page }).disableRules(name.startsWith('menu-') ? 'region' : []);
    const axe = dialog ? whole.include('[role="dialog"]') : whole;
    const { violations } = await (colorScheme === 'dark' ? axe.withRules('color-contrast') : axe).analyze();
    found.push(...violations.map(({ id, nodes }) => `${colorScheme}: ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`));
  }
  return found;
}

/** What reaches beyond the right edge of a narrow phone. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const edge = document.documentElement.clientWidth + 1;
    return [...document.querySelectorAll('button, input, a, h1, h2, p, [role]')].filter((element) => {
      const { right, width } = element.getBoundingClientRect();
      // The picture may be larger than its stage, and faces scroll in their strip.
      return width > 0 && right > edge && !element.closest('main canvas, [data-zoomed], [aria-label="Face to edit"]');
    }).map((element) => `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent}`);
  });
}

test('every view, menu and dialog: axe finds nothing in the light or the dark, and all of it fits 320 px', async ({ page }) => {
  test.setTimeout(300_000);
  const editor = new EditorPage(page);
  for (const { name, show } of VIEWS) {
    await show(editor);
    await test.step(name, async () => {
      // What is on its way in has colours on their way too; what is wrong stays wrong.
      await expect.soft.poll(() => problems(page, name), { message: name, timeout: 60_000, intervals: [1000] }).toEqual([]);
      await page.setViewportSize({ width: 320, height: 640 });
      // What hangs at a button follows it a moment later.
      await expect.soft.poll(() => tooWide(page), { message: name, timeout: 4000 }).toEqual([]);
      await page.setViewportSize({ width: 1440, height: 900 });
    });
  }
  expect(editor.errors).toEqual([]);
});
