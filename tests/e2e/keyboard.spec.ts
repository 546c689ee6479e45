import { expect, type Locator, type Page } from '@playwright/test';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

/** Goes on with Tab, as a person would, until something has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let tabs = 0; tabs < 60; tabs++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Expected ${String(target)} within 60 tabs but it never had the focus.`);
}

/** Everything that the page has a screen reader say, in order. */
async function listen(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const note = (): void => {
      for (const region of document.querySelectorAll('[aria-live="polite"], [aria-live="assertive"]')) {
        const text = region.textContent.trim();
        if (text !== '' && region.getAttribute('data-noted') !== text) {
          region.setAttribute('data-noted', text);
          said.push(text);
        }
      }
    };
    new MutationObserver(note).observe(document, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => (window as unknown as { readonly said: readonly string[] }).said);
}

test('the main job by keyboard alone: open, edit, compare, save; and what is read and said on the way', async ({ page }) => {
  const editor = new EditorPage(page);
  const said = await listen(page);
  await editor.open();
  await editor.ready();
  await tabTo(page, page.getByRole('button', { name: 'Try the average man' }));
  await page.keyboard.press('Enter');
  await editor.analysed();
  await tabTo(page, editor.slider('Smile'));
  await page.keyboard.press('Shift+ArrowRight');
  await expect(editor.slider('Smile')).toHaveAttribute('aria-valuetext', '10 % smiling');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await expect(editor.end('Smile', 1)).toBeFocused();
  await page.keyboard.press('Space');
  await expect(editor.end('Smile', 1)).toBeChecked();
  await expect.poll(said).toContain('Picture updated: Smile smiling');

  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main "Picture":
      - img "average-man.webp, 1 face, Smile 100 %"
  `);
  await expect(page.getByRole('region', { name: 'Smile', exact: true })).toMatchAriaSnapshot(`
    - region "Smile":
      - heading "Smile" [level=2]
      - button "Reset Smile"
      - textbox "Smile, percent": 100 %
      - slider "Smile level"
      - radiogroup "Smile value":
        - radio "neutral, as in the photo"
        - radio "smiling" [checked]
      - button /Detected. neutral, .* Correct it/
  `);

  await page.keyboard.press('Control+s');
  const dialog = page.getByRole('dialog', { name: 'Save' });
  await expect(dialog).toBeFocused();
  await tabTo(page, dialog.getByRole('button', { name: /^Save / }));
  const download = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  expect((await download).suggestedFilename()).toMatch(/^average-man-smile\./);
  await expect(dialog).toHaveCount(0);

  // Any command by its name: the keyboard goes back to where it was, and on to the dialog that a command opens.
  const command = async (typed: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Commands' })).toBeFocused();
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'Commands' })).toHaveCount(0);
  };
  await command('neutral');
  await expect(editor.end('Smile', 0)).toBeChecked();
  await command('undo');
  await expect(editor.end('Smile', 1)).toBeChecked();
  await command('shortc');
  await expect(page.getByRole('dialog', { name: 'Shortcuts' })).toBeFocused();
  await page.keyboard.press('Escape');

  const words = await said();
  expect(words).toContain('average-man.webp is open, 1 face');
  await expect.poll(async () => (await said()).join('\n')).toMatch(/Saved/);
  // A download is told at quarters, and nothing twice in a row.
  expect(words.filter((text) => text.startsWith('Loading the model')).length).toBeLessThanOrEqual(4);
  expect(words.filter((text, i) => text === words[i - 1])).toEqual([]);
  expect(editor.errors).toEqual([]);
});

test('a file that is no picture: said at once, in words, with the report out of the ears', async ({ page }) => {
  const editor = new EditorPage(page);
  const said = await listen(page);
  await editor.open();
  await editor.ready();
  await editor.openFile('IMG_2041.jpg', Buffer.from('a shopping list'), 'image/jpeg');
  await editor.notice(/This file ends in \.jpg but holds no picture/);
  await expect.poll(async () => (await said()).join('\n')).toMatch(/Could not open “IMG_2041\.jpg”[^]*This file ends in \.jpg but holds no picture/);
  expect((await said()).join('\n')).not.toContain('Expected');
  await page.getByText('Details', { exact: true }).click();
  await expect(page.getByText(/cannot be decoded.*picture-unreadable/)).toBeVisible();
});

test('Escape is heard while a dialog is on its way, and in its first moment', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  // Its keys are heard once the app is there.
  await editor.ready();
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => { letGo = resolve; });
  await page.route(/CommandPalette-[^/]*\.js/, async (route) => { await held; await route.continue(); });
  const arrived = page.waitForResponse(/CommandPalette-[^/]*\.js/);
  await page.evaluate(() => {
    Object.assign(window, { shown: 0 });
    new MutationObserver(() => {
      if (!document.querySelector('[role="dialog"]')) return;
      (window as unknown as { shown: number }).shown++;
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    }).observe(document.body, { childList: true, subtree: true });
  });
  const shown = (): Promise<number> => page.evaluate(() => (window as unknown as { shown: number }).shown);
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Escape');
  letGo();
  await (await arrived).finished();
  await editor.settled();
  expect(await shown()).toBe(0);
  await page.keyboard.press('Control+k');
  await expect.poll(shown).toBeGreaterThan(0);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(editor.errors).toEqual([]);
});
