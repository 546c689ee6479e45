import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { makeTinyBundle } from '../support/tiny-bundle.ts';
import { writeGoodFiles } from './batch-files.ts';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

/** Each would call `pwned`, fetch from elsewhere, or leave the page, were it taken for anything but text. */
const VECTORS: readonly string[] = [
  '<img src=x onerror="pwned(1)">', '"><script>pwned(2)</script>', '<svg onload=pwned(3)>', '\' onfocus=pwned(4) autofocus x=\'', '<iframe srcdoc="<script>parent.pwned(5)</script>"></iframe>',
  '<style>@import "https://evil.test/a.css"; * { background: url(https://evil.test/b.png) }</style>', '<link rel=stylesheet href=https://evil.test/c.css>', '<base href=https://evil.test/>',
  '<meta http-equiv=refresh content="0;url=https://evil.test/d">', '<form action=https://evil.test/e><input name=a autofocus></form>', '<video src=https://evil.test/f autoplay onerror=pwned(6)></video>',
  '${pwned(7)}', '{{constructor.constructor("pwned(8)")()}}', 'javascript:pwned(9)', '\u202Egnp.exe', ']]><x onclick=pwned(10)>', '<math><mtext><table><mglyph><style><img src=x onerror=pwned(11)>',
];
const ALL = VECTORS.join(' ');
/** What a file system lets a name hold. */
const NAMES = VECTORS.map((vector) => vector.replaceAll('/', '∕').slice(0, 100));

const CARD = [
  'A card from strangers.', '![a](https://evil.test/g.png)', '[b](javascript:pwned(20))', '[c](data:text/html,<script>parent.pwned(21)</script>)', '<a href="jav&#x09;ascript:pwned(22)" ping=https://evil.test/h>d</a>',
  '<a href=https://evil.test/i rel=prefetch>e</a>', '<https://evil.test/j>', '[f]: https://evil.test/k', '| <img src=x onerror=pwned(23)> |\n|---|\n| <b onmouseover=pwned(24)>bold</b> |',
  '```html\n<script>pwned(25)</script>\n```', '<details open ontoggle=pwned(26)>g</details>', '<input onfocus=pwned(27) autofocus>', '<p style="background:url(https://evil.test/l)">h</p>', '<p id=root class=app>i</p>',
  // Last, for one of them opens a style that swallows what follows.
  ...VECTORS,
].join('\n\n');

const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
  + `dc:source="${xml(ALL)}"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">${xml(ALL)}</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>`;

/** A picture of our own face whose metadata are hostile throughout. */
async function hostilePicture(): Promise<Buffer> {
  return sharp('public/samples/average-man.webp').withExif({ IFD0: { Artist: ALL, ImageDescription: ALL, Copyright: ALL, Software: ALL, Make: ALL, Model: ALL }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 8/1 0/1' } }).withXmp(XMP).jpeg().toBuffer();
}

/** Watches a page for whatever must not happen. */
async function guarded(page: Page, baseURL: string): Promise<{ readonly expectNothing: (where: string) => Promise<void> }> {
  const happened: string[] = [];
  await page.exposeFunction('pwned', (n: unknown) => { happened.push(`ran ${String(n)}`); });
  const note = (what: string) => (): void => { happened.push(what); };
  page.on('dialog', note('a dialog'));
  page.context().on('page', note('another page'));
  page.context().on('request', (request) => {
    if (!['blob:', 'data:', `${baseURL}/`].some((start) => request.url().startsWith(start))) happened.push(`asked for ${request.url()}`);
  });
  page.on('framenavigated', (frame) => { if (!frame.url().startsWith(baseURL)) happened.push(`went to ${frame.url()}`); });
  return {
    async expectNothing(where) {
      const foreign = await page.evaluate(() => [...document.querySelectorAll('*')].filter((element) => {
        const isForeign = element.matches('iframe, object, embed, base, form, video, audio, meta[http-equiv], script:not([src^="/"], [src^="./"]), link[href^="http"]:not([rel="modulepreload"]), img[src^="http"], math');
        return isForeign || [...element.attributes].some(({ name, value }) => name.startsWith('on') || name === 'ping' || (name === 'href' && !/^(https?:|#|\.?\/|mailto:)/.test(value)));
      }).map((element) => element.outerHTML.slice(0, 200)));
      expect({ where, happened, foreign }).toEqual({ where, happened: [], foreign: [] });
    },
  };
}

test('hostile file names, EXIF and XMP are text, in the editor and in a batch', async ({ page, baseURL }) => {
  const folder = await mkdtemp(join(tmpdir(), 'mien-injection-'));
  try {
    const guard = await guarded(page, baseURL!);
    const editor = new EditorPage(page);
    await editor.open();
    const picture = await hostilePicture();
    await editor.openFile(NAMES[0]!, picture, 'image/jpeg');
    await editor.analysed();
    await expect(page.getByText('<img src=x onerror').first()).toBeVisible();
    await editor.setLevel('Smile', 100);
    expect((await editor.save('JPEG')).bytes.length).toBeGreaterThan(1000);
    for (const name of NAMES) await editor.openFile(`${name}.jpg`, Buffer.from('no picture'), 'image/jpeg');
    for (const name of NAMES.slice(0, 3)) await editor.openFile(`${name}.pt`, Buffer.from('no model'));
    await guard.expectNothing('editor');

    await writeGoodFiles(folder, 2);
    for (const name of NAMES) await writeFile(join(folder, `${name}.jpg`), name === NAMES[1] ? picture : 'no picture');
    await page.goto('/#batch');
    await page.reload();
    await expect(page.getByRole('button', { name: 'From editor' })).toBeVisible({ timeout: 60_000 });
    await page.getByLabel('Folder of pictures').setInputFiles(folder);
    await page.getByLabel('Smile', { exact: true }).check();
    await page.getByRole('button', { name: `Edit ${NAMES.length + 2} pictures` }).click();
    await expect(page.getByRole('heading', { name: 'Finished' })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('pwned(1)').first()).toBeVisible();
    await page.getByRole('row').filter({ hasText: 'Done' }).filter({ hasText: 'pwned' }).getByRole('button').first().click();
    await expect(page.getByRole('dialog').getByRole('img', { name: 'After' })).toBeVisible();
    await page.keyboard.press('Escape');
    await guard.expectNothing('batch');
    expect(editor.errors).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('hostile titles, labels, licences, cards and recipes are text', async ({ page, baseURL }) => {
  const guard = await guarded(page, baseURL!);
  const editor = new EditorPage(page);
  await editor.open();
  await editor.openSample();
  const { files, manifest } = await makeTinyBundle();
  if (manifest.domains.kind !== 'attributes') throw new Error('no attributes');
  const hostile = {
    ...manifest, title: ALL, licence: ALL, source: { ...manifest.source, format: ALL }, quality: { measuredBy: ALL, rows: VECTORS.map((name) => ({ group: name, name, value: 1, unit: name })) },
    domains: { kind: 'attributes', attributes: manifest.domains.attributes.map((attribute, i) => ({ ...attribute, title: VECTORS[i], off: ALL, on: VECTORS[i + 3] })) },
  };
  const zip = zipSync({ ...Object.fromEntries(files), 'manifest.json': Buffer.from(JSON.stringify(hostile)), 'README.md': Buffer.from(CARD) }, { level: 0 });
  await editor.openFile('tiny.zip', Buffer.from(zip), 'application/zip');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('is checked and stored', { timeout: 60_000 });
  await guard.expectNothing('import');
  await dialog.getByRole('button', { name: 'Use it' }).click();
  const slider = page.getByLabel(/, percent$/).first();
  await expect(slider).toBeEnabled({ timeout: 60_000 });
  await slider.fill('100');
  await slider.press('Enter');
  await editor.settled();
  await guard.expectNothing('panel');

  await page.getByRole('button', { name: /^Model:/ }).click();
  await page.getByRole('menuitem', { name: 'Manage models…' }).click();
  await dialog.getByRole('button', { name: /onerror/ }).first().click();
  await expect(dialog.getByText('A card from strangers.')).toBeVisible();
  await expect(dialog.getByText('bold')).toBeVisible();
  for (const link of await dialog.getByRole('link').all()) await link.hover();
  await guard.expectNothing('card');
  await page.keyboard.press('Escape');

  await page.getByRole('radio', { name: 'Batch' }).click();
  await expect(page.getByRole('button', { name: 'From editor' })).toBeVisible({ timeout: 60_000 });
  const recipe = { version: 1, bundle: 'tiny', edit: { kind: 'attributes', levels: { smile: 1 } } };
  const recipes = [
    ...VECTORS.flatMap((vector) => [{ ...recipe, bundle: vector }, { ...recipe, edit: { kind: 'attributes', levels: { [vector]: 1 } } }, { ...recipe, [vector]: 1 }]).slice(0, 12),
    { ...recipe, naming: `${VECTORS[0]!.replaceAll('/', '')}-{name}.{ext}` }, ALL,
  ];
  for (const value of recipes) {
    await page.locator('[aria-label="Recipe file"]').setInputFiles({ name: 'recipe.json', mimeType: 'application/json', buffer: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)) });
  }
  await expect(page.getByRole('alert')).toBeVisible();
  await guard.expectNothing('recipes');
  expect(editor.errors).toEqual([]);
});
