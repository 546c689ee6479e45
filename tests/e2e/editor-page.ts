import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test, type Locator, type Page } from '@playwright/test';
import type { CropSquare } from '../../src/core/geometry.ts';
import { onOneThread } from './one-thread.ts';

const SAMPLE = fileURLToPath(new URL('../../public/samples/average-man.webp', import.meta.url));

/** The editor as a person uses it: by what it shows and says. */
export class EditorPage {
  readonly page: Page;
  readonly canvas: Locator;
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    this.canvas = page.locator('canvas').first();
    page.on('pageerror', (error) => { this.errors.push(error.message); });
  }

  /** Opens the app; saving falls back to a download, because no test can click a native file dialog. */
  async open(url = '/'): Promise<void> {
    await this.page.addInitScript('delete globalThis.showSaveFilePicker');
    await this.page.goto(url);
  }

  async ready(): Promise<void> {
    await expect(this.page.locator('[data-engine-state="ready"]')).toBeVisible({ timeout: 90_000 });
  }

  async openSample(): Promise<void> {
    await this.page.getByRole('button', { name: 'Try the average man' }).click();
    await this.analysed();
  }

  /** Opens a sample as a file of its own name, so that what is shown and read is this picture's and no earlier one's. */
  async openSampleAs(name: string): Promise<void> {
    await this.openNew(name, await readFile(SAMPLE), 'image/webp');
  }

  /** Opens a picture whatever was open before, and waits until its face has been read. */
  async openNew(name: string, buffer: Buffer, mimeType = 'image/png'): Promise<void> {
    await this.openFile(name, buffer, mimeType);
    await expect(this.page.getByText(name).first()).toBeVisible();
    await this.analysed();
  }

  async openFile(name: string, buffer: Buffer, mimeType = 'image/png'): Promise<void> {
    await this.page.getByLabel('Picture to open').setInputFiles({ name, mimeType, buffer });
  }

  /** Waits until the face has been read, so that the controls can be used. */
  async analysed(): Promise<void> {
    await this.ready();
    await expect(this.end('Smile', 1)).toBeEnabled({ timeout: 60_000 });
  }

  /** Chooses a face by its place in the strip, from 1. */
  async chooseFace(place: number): Promise<void> {
    await this.page.getByRole('radio', { name: new RegExp(`^Face ${place}\\b`) }).click();
    await expect(this.page.getByLabel(new RegExp(`^Face frame ${place} of`))).toBeAttached();
  }

  /** The square of the chosen face, exactly. */
  async square(): Promise<CropSquare> {
    const [centreXPx = 0, centreYPx = 0, sidePx = 0, rotationRad = 0] = (await this.page.locator('[data-selected-frame]').getAttribute('data-selected-frame') ?? '').split(' ').map(Number);
    return { centreXPx, centreYPx, sidePx, rotationRad };
  }

  /** The squares of all faces, in their order; the first one is chosen in the end. */
  async squares(): Promise<readonly CropSquare[]> {
    const count = Math.max(1, await this.page.getByRole('radio', { name: /^Face \d/ }).count());
    const squares: CropSquare[] = [];
    for (let place = count; place >= 1; place--) {
      if (count > 1) await this.chooseFace(place);
      squares.unshift(await this.square());
    }
    return squares;
  }

  /** Drags over the fitted picture, between two points told in the square's own coordinates. */
  async drag({ centreXPx, centreYPx, sidePx }: CropSquare, ...path: readonly (readonly [number, number])[]): Promise<void> {
    const [{ x, y, width, height }, { widthPx, heightPx }] = [await this.#box(), await this.#size()];
    const scale = Math.min((width - 40) / widthPx, (height - 40) / heightPx);
    for (const [i, [u, v]] of path.entries()) {
      await this.page.mouse.move(x + width / 2 + (centreXPx + u * sidePx - widthPx / 2) * scale, y + height / 2 + (centreYPx + v * sidePx - heightPx / 2) * scale, { steps: 6 });
      if (i === 0) await this.page.mouse.down();
    }
    await this.page.mouse.up();
  }

  async #box(): Promise<{ x: number; y: number; width: number; height: number }> {
    const box = await this.canvas.boundingBox();
    if (!box) throw new Error('no canvas');
    return box;
  }

  async #size(): Promise<{ widthPx: number; heightPx: number }> {
    const [widthPx = 0, heightPx = 0] = (await this.page.getByText(/^\d+ × \d+$/).first().innerText()).split(' × ').map(Number);
    return { widthPx, heightPx };
  }

  /** The button of an attribute's value 0, or 1 ("smiling"). */
  end(attribute: string, value: 0 | 1): Locator {
    return this.page.getByRole('radiogroup', { name: `${attribute} value`, exact: true }).getByRole('radio').nth(value);
  }

  slider(attribute: string): Locator {
    return this.page.getByRole('slider', { name: `${attribute} level` });
  }

  async setLevel(attribute: string, percent: number): Promise<void> {
    const field = this.page.getByLabel(`${attribute}, percent`);
    await field.fill(String(percent));
    await field.press('Enter');
    await this.settled();
  }

  async revision(): Promise<number> {
    return Number(await this.canvas.getAttribute('data-render-revision'));
  }

  /** Waits until everything asked for is painted at full size, and still is some frames later. */
  async settled(): Promise<void> {
    await this.page.evaluate(async () => {
      for (let calm = 0; calm < 4;) {
        await new Promise(requestAnimationFrame);
        calm = document.querySelector('[data-engine-state="ready"]') ? calm + 1 : 0;
      }
    });
  }

  /** What is painted on the canvas now, without what floats above it. */
  async shot(): Promise<Buffer> {
    const url = await this.canvas.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL('image/png'));
    return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  }

  async notice(text: RegExp): Promise<void> {
    await expect(this.page.getByText(text).first()).toBeVisible();
  }

  /** What a report of a failure would hold: it is there, and out of sight. */
  async details(text: RegExp | string): Promise<void> {
    await expect(this.page.locator('details', { hasText: text }).first()).toBeAttached();
  }

  /** Saves through the dialog and returns the file. */
  async save(format: 'PNG' | 'JPEG' | 'WebP' = 'PNG'): Promise<{ name: string; bytes: Buffer }> {
    await this.page.getByRole('button', { name: /^Save/ }).first().click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('radio', { name: format }).click();
    const download = this.page.waitForEvent('download');
    await dialog.getByRole('button', { name: /^Save/ }).click();
    const file = await download;
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  }
}

/**
 * One page for the journeys of a file, each of which opens a picture of its own: the engine's start takes longer than most of them.
 * After a failure the next journey gets a fresh one. The engine is on one thread (`one-thread.ts`) unless `onAllCores` is asked for.
 */
export function sharedEditor({ onAllCores = false } = {}): () => EditorPage {
  let editor: EditorPage | undefined;
  test.beforeAll(async ({ browser }) => {
    editor = new EditorPage(await browser.newPage());
    if (!onAllCores) await onOneThread(editor.page.context());
    await editor.open();
    await editor.ready();
  });
  test.afterAll(() => editor?.page.close());
  return () => {
    if (!editor) throw new Error('no page was opened');
    return editor;
  };
}
