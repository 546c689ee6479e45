import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { groupPicture } from '../support/face-scenes.ts';
import type { EditorPage } from './editor-page.ts';

/** One thing that the app can show: how to get there, from wherever the view before it left the page. */
interface View {
  readonly name: string;
  readonly show: (editor: EditorPage) => Promise<void>;
}

const SAMPLE = fileURLToPath(new URL('../../public/samples/average-woman.webp', import.meta.url));
const SHOPPING_LIST = Buffer.from('a shopping list, whatever its name says');
const CHECKPOINT = fileURLToPath(new URL('../fixtures/tiny-l2m/eight.pt', import.meta.url));

/** Renders and reads that a busy machine takes its time for. */
const SLOW = { timeout: 60_000 };

/** Dialogs, menus and notices away. */
async function clear({ page }: EditorPage): Promise<void> {
  for (let tries = 0; tries < 4 && await page.locator('[role="dialog"], [role="menu"]').count() > 0; tries++) await page.keyboard.press('Escape');
  await expect(page.locator('[role="dialog"], [role="menu"]')).toHaveCount(0);
}

async function press(editor: EditorPage, name: RegExp | string): Promise<void> {
  await clear(editor);
  await editor.page.getByRole('button', { name }).first().click();
}

async function choose(editor: EditorPage, menu: RegExp | string, item: string): Promise<void> {
  await press(editor, menu);
  await editor.page.getByRole('menuitem', { name: item }).click();
  await expect(editor.page.getByRole('dialog')).toBeVisible();
}

/** Every view, menu and dialog, in an order in which one page can show them all. */
export const VIEWS: readonly View[] = [
  { name: 'empty', show: async (editor) => { await editor.open(); await editor.ready(); } },
  {
    name: 'editor', show: async (editor) => {
      await editor.openSample();
      await editor.setLevel('Smile', 60);
      // What the photo is already: nothing changes, and it says why.
      await editor.page.getByRole('radio', { name: 'male, as in the photo' }).click();
      await expect(editor.page.getByRole('button', { name: 'It is female' })).toBeVisible();
    },
  },
  { name: 'menu-source', show: (editor) => press(editor, /^Detected: male|^Guessed: male/) },
  { name: 'menu-model', show: (editor) => press(editor, /^Model:/) },
  { name: 'menu-settings', show: (editor) => press(editor, 'Settings') },
  { name: 'menu-save', show: (editor) => press(editor, 'More ways to save') },
  { name: 'menu-presets', show: (editor) => press(editor, 'Presets') },
  { name: 'menu-history', show: (editor) => press(editor, 'History') },
  { name: 'menu-compare', show: (editor) => press(editor, 'Ways to compare') },
  { name: 'presets', show: async (editor) => { await choose(editor, 'Presets', 'Save or arrange presets…'); await editor.page.getByLabel('Save the present settings as').fill('For the family album'); await editor.page.keyboard.press('Enter'); } },
  {
    name: 'brush', show: async (editor) => {
      await clear(editor);
      const square = await editor.square();
      await press(editor, 'Brush the original back in');
      await editor.drag(square, [-0.15, 0.25], [0.15, 0.25]);
      await expect(editor.page.getByRole('group', { name: 'Brush' }).getByRole('button', { name: 'Clear' })).toBeEnabled();
    },
  },
  {
    name: 'insight', show: async (editor) => {
      await editor.page.getByRole('group', { name: 'Brush' }).getByRole('button', { name: 'Done' }).click();
      await press(editor, 'Look inside');
      await expect(editor.page.getByText(/^Likeness 0\./)).toBeVisible(SLOW);
    },
  },
  { name: 'engine', show: async (editor) => { await clear(editor); await editor.page.getByLabel('Engine').getByRole('button').click(); } },
  { name: 'save', show: async (editor) => { await press(editor, 'Save'); await editor.page.getByRole('radio', { name: 'JPEG' }).click(); await expect(editor.page.getByAltText('The edited picture')).toBeVisible(SLOW); } },
  { name: 'contact-sheet', show: async (editor) => { await choose(editor, 'More ways to save', 'Contact sheet of this face'); await expect(editor.page.getByAltText(/^The contact sheet/)).toBeVisible(SLOW); } },
  {
    // The film has all that the strip has, and more.
    name: 'strip', show: async (editor) => {
      await choose(editor, 'More ways to save', 'Strip or moving picture…');
      await expect(editor.page.getByAltText('The frames as they will be')).toBeVisible(SLOW);
      await editor.page.getByRole('dialog').getByRole('radio', { name: 'Film' }).click();
      await expect(editor.page.getByLabel('One way takes')).toBeVisible();
    },
  },
  { name: 'variations', show: async (editor) => { await press(editor, 'Variations'); await expect(editor.page.getByRole('dialog').locator('img').first()).toBeVisible(SLOW); } },
  { name: 'shortcuts', show: async (editor) => { await clear(editor); await editor.page.keyboard.press('?'); await expect(editor.page.getByRole('dialog')).toBeVisible(); } },
  { name: 'palette', show: async (editor) => { await clear(editor); await editor.page.keyboard.press('Control+k'); await expect(editor.page.getByRole('dialog', { name: 'Commands' })).toBeVisible(); } },
  { name: 'recent', show: (editor) => choose(editor, 'Settings', 'Recent pictures…') },
  { name: 'models', show: (editor) => choose(editor, /^Model:/, 'Manage models…') },
  { name: 'model', show: async (editor) => { await editor.page.getByRole('dialog').getByRole('button', { name: /^Faces/ }).click(); await expect(editor.page.getByText('It draws nothing').first()).toBeVisible(); } },
  {
    name: 'import', show: async (editor) => {
      await clear(editor);
      await editor.page.getByLabel('Model to import').setInputFiles(CHECKPOINT);
      await expect(editor.page.getByRole('dialog').getByRole('button', { name: 'Import' })).toBeVisible();
    },
  },
  {
    name: 'reference', show: async (editor) => {
      await clear(editor);
      await editor.page.getByLabel('Reference picture', { exact: true }).setInputFiles(SAMPLE);
      await expect(editor.page.getByRole('img', { name: /^Face of average-woman\.webp/ })).toHaveAttribute('data-read', 'true', SLOW);
      await editor.settled();
    },
  },
  {
    name: 'faces', show: async (editor) => {
      await clear(editor);
      await editor.openFile('a group of colleagues at the summer party.png', await groupPicture());
      await editor.analysed();
      await editor.setLevel('Smile', 100);
      await press(editor, 'Before and after');
    },
  },
  {
    name: 'failure', show: async (editor) => {
      await editor.openFile('IMG_2041.jpg', SHOPPING_LIST, 'image/jpeg');
      await expect(editor.page.getByRole('button', { name: 'Dismiss' }).first()).toBeVisible();
    },
  },
  { name: 'batch', show: async (editor) => { await editor.page.getByRole('radio', { name: 'Batch' }).click(); await expect(editor.page.getByRole('button', { name: 'From editor' })).toBeVisible(); } },
  { name: 'batch-recipe', show: (editor) => choose(editor, 'Presets', 'Save this recipe as a preset…') },
  {
    name: 'batch-done', show: async (editor) => {
      const { page } = editor;
      await clear(editor);
      await page.getByLabel('Pictures or a zip').setInputFiles([
        { name: 'woman.webp', mimeType: 'image/webp', buffer: await readFile(SAMPLE) }, { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: SHOPPING_LIST },
      ]);
      await page.getByRole('checkbox', { name: 'Smile' }).check();
      await page.getByRole('button', { name: /^Edit \d/ }).click();
      await expect(page.locator('[data-phase="finished"]')).toBeVisible(SLOW);
    },
  },
  { name: 'batch-row', show: async ({ page }) => { await page.getByRole('button', { name: /notes\.jpg/ }).first().click(); await expect(page.getByRole('dialog')).toBeVisible(); } },
];
