/**
 * `npm run bench:composite -- <folder of pictures> <bundle>`: what no eye should see. With every attribute turned to its other value:
 * the steepest rise of `output - input` where the edit fades, per size of face; and the mean change off the face, inside the crop.
 */
import { chromium } from '@playwright/test';
import sharp from 'sharp';
import { loadPipeline } from '../../src/cli/open-bundle.ts';
import { faceChange, faceGround } from '../../src/core/change.ts';
import { composite, patchBase } from '../../src/core/composite.ts';
import { cropToNchw } from '../../src/core/crop.ts';
import type { CropSquare, PointPx } from '../../src/core/geometry.ts';
import type { RgbaImage } from '../../src/core/image.ts';
import { faceRegion, type FaceRegion } from '../../src/core/mask.ts';
import { patchFrame, patchRect, type PatchFrame } from '../../src/core/patch.ts';
import { warpToPatch } from '../../src/core/warp.ts';
import { domainOfValues, editAttributes, levelToStrength } from '../../src/l2m/latent.ts';
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../support/chromium.ts';
import { framingOf } from '../support/framing.ts';
import { decode, encodedPictures } from '../support/measure.ts';
import { maskOnPatch, steepest } from '../support/seam.ts';
import { callWitness } from '../support/witness.ts';

const SIDES_PX = [60, 120, 280, 600, 1200, 2000];
const [folder = '../shared/samples/faces', bundle = 'models/faces'] = process.argv.slice(2);
const { model } = await loadPipeline(bundle, 2);
const sizePx = model.manifest.imageSizePx;

interface Edit { readonly reconstruction: Float32Array; readonly edited: Float32Array }

/** The crop's reconstruction and its edits, one per attribute. */
async function editsOf(crop: Float32Array<ArrayBuffer>): Promise<readonly Edit[]> {
  const face = await model.encode(crop.slice());
  const values = Array.from(face.logits, (logit) => (logit > 0 ? 1 : 0));
  const domain = domainOfValues(values.map((value) => (value === 1 ? 1 : 0)));
  const latents = await model.latents(face, domain);
  const { image: reconstruction } = await model.decode(face.features, Float32Array.from(latents.unrelated, (value, i) => value + latents.related[i]!));
  const edits: Edit[] = [];
  for (const j of values.keys()) {
    const { style } = editAttributes(latents, domain, values.map((value, i) => (i === j ? levelToStrength(1 - value, value === 1 ? 1 : 0) : 0)));
    edits.push({ reconstruction, edited: (await model.decode(face.features, style)).image });
  }
  return edits;
}

/** Mean absolute change of colour off the face, in 8-bit steps, over the square's pixels. */
function offFace(before: Pick<RgbaImage, 'data'>, after: Pick<RgbaImage, 'data'>, outside: Float32Array, frame: PatchFrame): number {
  let sum = 0;
  let count = 0;
  const { toCrop: { uX, uY, u0, vX, vY, v0 } } = frame;
  outside.forEach((distance, p) => {
    const [x, y] = [p % frame.widthPx, Math.floor(p / frame.widthPx)];
    const isInSquare = Math.abs(uX * x + uY * y + u0 - 0.5) < 0.5 && Math.abs(vX * x + vY * y + v0 - 0.5) < 0.5;
    if (distance < 0.002 || !isInSquare) return;
    for (let c = 0; c < 3; c++) sum += Math.abs(after.data[p * 4 + c]! - before.data[p * 4 + c]!);
    count += 3;
  });
  return sum / Math.max(1, count);
}

const seams = new Map<number, number[]>();
const changes = { square: [] as number[], contour: [] as number[], damped: [] as number[] };

function measure(picture: RgbaImage, square: CropSquare, oval: readonly PointPx[], crop: Float32Array, edits: readonly Edit[], hasOffFace: boolean): void {
  const rect = patchRect(picture, square);
  if (!rect) return;
  const frame = patchFrame(rect, square, Number.POSITIVE_INFINITY);
  const base = patchBase(picture, frame, crop, sizePx);
  const before = { widthPx: frame.widthPx, heightPx: frame.heightPx, data: base.samples };
  const render = (edit: Edit, region: FaceRegion): typeof before => ({ ...before, data: composite(base, faceChange(edit.edited, faceGround(crop, edit.reconstruction, sizePx), region, square.sidePx, 0), 0) });
  const region = faceRegion(square, picture, oval, sizePx);
  const mask = maskOnPatch(region, frame);
  for (const edit of edits) {
    const after = render(edit, region);
    seams.set(Math.round(square.sidePx), [...(seams.get(Math.round(square.sidePx)) ?? []), steepest(before, after, mask)]);
    if (!hasOffFace) continue;
    const outside = new Float32Array(mask.length);
    warpToPatch({ widthPx: sizePx, heightPx: sizePx, channels: 1, data: region.outside }, frame, (y, row) => { outside.set(row, y * frame.widthPx); });
    const nowhere = new Float32Array(region.outside.length);
    const undamped = { ...faceRegion(square, picture, undefined, sizePx), outside: nowhere };
    changes.square.push(offFace(before, render(edit, undamped), outside, frame));
    changes.contour.push(offFace(before, render(edit, { ...region, outside: nowhere }), outside, frame));
    changes.damped.push(offFace(before, after, outside, frame));
  }
}

const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS] });
try {
  const witness = await callWitness(browser);
  for await (const { name, encoded } of encodedPictures(folder)) {
    const testimony = await witness.look(encoded);
    if (!testimony) { console.warn(`${name}: no face found`); continue; }
    const found = framingOf(testimony);
    const { widthPx } = await decode(encoded);
    for (const side of SIDES_PX) {
      const by = side / found.square.sidePx;
      const picture = await decode(await sharp(encoded).resize(Math.round(widthPx * by)).png().toBuffer());
      const scale = picture.widthPx / widthPx;
      const square = { ...found.square, centreXPx: found.square.centreXPx * scale, centreYPx: found.square.centreYPx * scale, sidePx: side };
      const crop = cropToNchw(picture, square, sizePx);
      measure(picture, square, found.oval.map(({ xPx, yPx }) => ({ xPx: xPx * scale, yPx: yPx * scale })), crop, await editsOf(crop), side === 280);
    }
  }
} finally {
  await browser.close();
}
const mean = (values: readonly number[]): string => (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(2);
for (const [side, values] of seams) console.log(`square of ${side} px: steepest rise in the feather ${Math.max(...values)} steps a pixel (worst of ${values.length} edits)`);
console.log(`mean absolute change off the face inside the crop, 280 px: square's feather ${mean(changes.square)}, contour ${mean(changes.contour)}, contour and damping ${mean(changes.damped)} steps`);
