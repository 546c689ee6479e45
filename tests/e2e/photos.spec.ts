import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import sharp from 'sharp';
import { classifier, compare, decode } from '../support/measure.ts';
import { callWitness } from '../support/witness.ts';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

/** Photographs of people who do not exist; they lie beside the repository and never in it. */
const PHOTOS = '../shared/samples/faces';
/** Every n-th of them; `PHOTOS_EVERY=1` edits all. */
const EVERY = Number(process.env['PHOTOS_EVERY'] ?? 4);
const available = existsSync(PHOTOS);
if (!available) console.warn(`SKIPPED: ${PHOTOS} is not there, so no photograph is edited and no second witness is asked.`);

test('photographs: a smile is put on or taken off, by the bundle\'s classifier and by a second witness', async ({ page, browser }) => {
  test.skip(!available, 'no photographs here');
  test.setTimeout(400_000);
  const witness = await callWitness(browser);
  const judge = await classifier('models/faces');
  const editor = new EditorPage(page);
  await editor.open();
  const rows: { photo: string; towards: 'smiling' | 'neutral'; logits: [number, number]; happy: [number, number] }[] = [];
  const photos = (await readdir(PHOTOS)).filter((name) => name.endsWith('.jpg')).sort().filter((_, i) => i % EVERY === 0);
  for (const photo of photos) {
    const original = await sharp(await readFile(`${PHOTOS}/${photo}`)).png().toBuffer();
    const seen = await witness.look(original);
    if (!seen) continue;
    await editor.openFile(`${photo}.png`, original);
    await expect(page.getByText(`${photo}.png`).first()).toBeVisible();
    await editor.analysed();
    const wasSmiling = await editor.end('Smile', 1).isChecked();
    await editor.end('Smile', wasSmiling ? 0 : 1).click();
    await editor.settled();
    const { bytes } = await editor.save();
    const square = await editor.square();
    const [inBefore, inAfter] = [await decode(original), await decode(bytes)];
    expect(compare(inBefore, inAfter, [square]).outside).toBe(0);
    const [before = 0] = await judge(inBefore, square);
    const [after = 0] = await judge(inAfter, square);
    rows.push({ photo, towards: wasSmiling ? 'neutral' : 'smiling', logits: [before, after], happy: [seen.happy, (await witness.look(bytes))?.happy ?? 0] });
  }
  await witness.close();
  const asked = (from: number, to: number, towards: string): boolean => (towards === 'smiling' ? to > from : to < from);
  const byClassifier = rows.filter(({ logits, towards }) => asked(...logits, towards)).length;
  // Where the witness is already sure of the end that was asked for, it cannot move towards it.
  const open = rows.filter(({ happy, towards }) => (towards === 'smiling' ? happy[0] < 0.95 : happy[0] > 0.05));
  const byWitness = open.filter(({ happy, towards }) => asked(...happy, towards)).length;
  for (const { photo, towards, logits, happy } of rows) {
    console.log(`${photo} -> ${towards}: logit ${logits.map((v) => v.toFixed(1)).join(' -> ')}, witness happy ${happy.map((v) => v.toFixed(2)).join(' -> ')}`);
  }
  console.log(`classifier moved the asked way on ${byClassifier} of ${rows.length}; the witness on ${byWitness} of ${open.length} where it could`);
  expect(rows.length).toBeGreaterThan(photos.length / 2);
  expect(byClassifier).toBe(rows.length);
  expect(byWitness / open.length).toBeGreaterThan(0.5);
});
