import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from '@playwright/test';

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
  async open(): Promise<void> {
    await this.page.addInitScript('delete globalThis.showSaveFilePicker');
    await this.page.goto('/');
  }

  async ready(): Promise<void> {
    await expect(this.page.locator('[data-engine-state="ready"]')).toBeVisible({ timeout: 90_000 });
  }

  async openSample(): Promise<void> {
    await this.page.getByRole('button', { name: 'Try the average man' }).click();
    await this.analysed();
  }

  async openFile(name: string, buffer: Buffer, mimeType = 'image/png'): Promise<void> {
    await this.page.getByLabel('Picture to open').setInputFiles({ name, mimeType, buffer });
  }

  /** Waits until the face has been read, so that the controls can be used. */
  async analysed(): Promise<void> {
    await this.ready();
    await expect(this.toggle('Smile')).toBeEnabled({ timeout: 60_000 });
  }

  toggle(attribute: string): Locator {
    return this.page.getByRole('region', { name: attribute, exact: true }).getByRole('switch');
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

  /** Waits until the last painted revision has stood for a while. */
  async settled(): Promise<void> {
    let last = -1;
    await expect.poll(async () => {
      const before = last;
      last = await this.revision();
      return last === before && (await this.page.locator('[data-engine-state="ready"]').count()) === 1;
    }, { intervals: [700], timeout: 60_000 }).toBe(true);
  }

  /** What is painted on the canvas now, without what floats above it. */
  async shot(): Promise<Buffer> {
    const url = await this.canvas.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL('image/png'));
    return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  }

  async notice(text: RegExp): Promise<void> {
    await expect(this.page.getByText(text).first()).toBeVisible();
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
