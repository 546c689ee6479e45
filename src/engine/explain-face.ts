import { cropToNchw } from '../core/crop.ts';
import type { CropSquare } from '../core/geometry.ts';
import type { RgbaImage } from '../core/image.ts';
import { editedStyle, latentSeedOf, sourceDomainOf } from '../edit/edit-kinds.ts';
import type { FaceTask } from '../edit/face-edit.ts';
import { explainStyle, type StyleInsight } from '../l2m/insight.ts';
import type { EditPipeline } from './edit-pipeline.ts';
import { cropPixels, type CropPixels } from './read-reference.ts';

/** What the model makes of a face and of its edit. */
export interface ExplainedFace {
  readonly style: StyleInsight;
  /** The classifier's logits of the face as it is and as it comes out, detail and all; empty without a classifier. */
  readonly logits: Pair<readonly number[]>;
  /** The aligned crop of either, and the same with its surroundings, for a face finder to compare. */
  readonly crops: Pair<CropPixels>;
  readonly portraits: Pair<CropPixels>;
}

/** Something before an edit and after it. */
export interface Pair<T> {
  readonly before: T;
  readonly after: T;
}

/** A portrait's side in pixels, and as many times the square's: a finder looks for a whole head. */
const PORTRAIT_PX = 384;
const PORTRAIT_SHARE = 1.8;

/** Looks into a face's edit: its code, and what the classifier says of what comes out. One call at a time a pipeline. */
export async function explainFace(pipeline: EditPipeline, pictureId: string, picture: RgbaImage, task: FaceTask, detail: number): Promise<ExplainedFace> {
  const { model } = pipeline;
  const { square, edit } = task;
  const sizePx = model.manifest.imageSizePx;
  const cropOf = (image: RgbaImage): Float32Array<ArrayBuffer> => cropInSrgb(image, square, sizePx);
  const portraitOf = (image: RgbaImage): CropPixels => cropPixels(cropInSrgb(image, { ...square, sidePx: square.sidePx * PORTRAIT_SHARE }, PORTRAIT_PX), PORTRAIT_PX);
  const before = cropOf(picture);
  const seen = await model.look(before.slice());
  const latents = await model.withSeed(await model.latents(seen, sourceDomainOf(edit)), latentSeedOf(edit));
  const edited = await pipeline.renderPicture(pictureId, picture, [task], detail);
  const after = cropOf(edited);
  return {
    style: explainStyle(latents, editedStyle(edit, latents).style),
    logits: { before: [...seen.logits], after: [...(await model.look(after.slice())).logits] },
    crops: { before: cropPixels(before, sizePx), after: cropPixels(after, sizePx) },
    portraits: { before: portraitOf(picture), after: portraitOf(edited) },
  };
}

function cropInSrgb(image: RgbaImage, square: CropSquare, sidePx: number): Float32Array<ArrayBuffer> {
  const own = cropToNchw(image, square, sidePx);
  return image.colour?.toSrgb(own) ?? own;
}
