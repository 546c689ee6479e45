/**
 * `npm run contact-sheet -- <folder of pictures> <bundle> [out.png] [--cell 256] [--columns 2] [--detail 0]
 * [--whole]`: each picture as it is and with every attribute turned to its other value in place, at 100 %. Faces are found
 * and framed as the app does it; with --whole the pictures are crops already.
 */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createNodeFaceFinder } from '../../src/cli/node-face-finder.ts';
import { loadPipeline } from '../../src/cli/open-bundle.ts';
import type { RgbaImage } from '../../src/core/image.ts';
import { targetOf } from '../../src/edit/edit-picture.ts';
import type { FaceTarget } from '../../src/edit/face-edit.ts';
import { framePhotographed } from '../../src/edit/face-framing.ts';
import { wholeSquare } from '../../src/edit/square.ts';
import type { EditPipeline } from '../../src/engine/edit-pipeline.ts';
import { decode, encodedPictures } from './measure.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cell: { type: 'string', default: '256' }, columns: { type: 'string', default: '2' }, detail: { type: 'string', default: '0' }, whole: { type: 'boolean', default: false } },
});
const [folder, bundle = 'models/faces', outFile = 'test-results/contact-sheet.png'] = positionals;
if (folder === undefined) throw new Error('Expected a folder of pictures, a bundle and, if you like, a file to write.');
const cellPx = Number(values.cell);

const finder = createNodeFaceFinder();

/** The largest face as the app frames it for the bundle, undefined without one; a bundle of crops takes the whole picture. */
async function framed({ model: { manifest } }: EditPipeline, picture: RgbaImage): Promise<FaceTarget | undefined> {
  if (values.whole || manifest.alignment === 'none') return { square: wholeSquare(picture) };
  const [largest] = framePhotographed(await finder.find(picture), manifest, picture);
  return largest && targetOf(largest);
}

/** The picture and its edits, one per attribute. */
async function edits(pipeline: EditPipeline, name: string, picture: RgbaImage, { square, oval }: FaceTarget): Promise<readonly RgbaImage[]> {
  const { domains } = pipeline.model.manifest;
  if (domains.kind !== 'attributes') throw new Error('Expected a bundle with binary attributes.');
  const logits = await pipeline.analyse(name, picture, square);
  const sourceValues = Array.from(logits, (logit) => (logit > 0 ? 1 : 0));
  const images = [picture];
  for (const j of sourceValues.keys()) {
    const levels = sourceValues.map((value, i) => (i === j ? 1 - value : value));
    images.push(await pipeline.renderPicture(name, picture, [{ square, oval, edit: { kind: 'attributes', sourceValues, levels } }], Number(values.detail)));
  }
  pipeline.forget(name);
  return images;
}

const pipeline = await loadPipeline(bundle, 2);
const rows: (readonly Buffer[])[] = [];
try {
  for await (const { name, encoded } of encodedPictures(folder)) {
    const picture = await decode(encoded);
    const face = await framed(pipeline, picture);
    if (!face) { console.warn(`${name}: no face found`); continue; }
    const images = await edits(pipeline, name, picture, face);
    rows.push(await Promise.all(images.map(({ data, widthPx, heightPx }) => sharp(data, { raw: { width: widthPx, height: heightPx, channels: 4 } })
      .resize(cellPx, cellPx, { fit: 'contain', background: '#777' }).removeAlpha().png().toBuffer())));
  }
} finally {
  await pipeline.release();
}
const across = Number(values.columns);
const perRow = rows[0]?.length ?? 1;
await mkdir(dirname(outFile), { recursive: true });
await sharp({ create: { width: across * perRow * cellPx, height: Math.ceil(rows.length / across) * cellPx, channels: 3, background: '#777' } })
  .composite(rows.flatMap((cells, r) => cells.map((input, c) => ({ input, left: ((r % across) * perRow + c) * cellPx, top: Math.floor(r / across) * cellPx }))))
  .png().toFile(outFile);
console.log(`${rows.length} pictures, ${perRow} cells each: ${outFile}`);
