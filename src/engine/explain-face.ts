import { cropToNchw } from '../core/crop.ts';
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
  readonly logits: { readonly before: readonly number[]; readonly after: readonly number[] };
  /** The aligned crop of either. */
  readonly crops: { readonly before: CropPixels; readonly after: CropPixels };
}

/** Looks into a face's edit: its code, and what the classifier says of what comes out. One call at a time a pipeline. */
export async function explainFace(pipeline: EditPipeline, pictureId: string, picture: RgbaImage, task: FaceTask, detail: number): Promise<ExplainedFace> {
  const { model } = pipeline;
  const { square, edit } = task;
  const sizePx = model.manifest.imageSizePx;
  const cropOf = (image: RgbaImage): Float32Array<ArrayBuffer> => { const own = cropToNchw(image, square, sizePx); return image.colour?.toSrgb(own) ?? own; };
  const before = cropOf(picture);
  const seen = await model.look(before.slice());
  const latents = await model.withSeed(await model.latents(seen, sourceDomainOf(edit)), latentSeedOf(edit));
  const after = cropOf(await pipeline.renderPicture(pictureId, picture, [task], detail));
  return {
    style: explainStyle(latents, editedStyle(edit, latents).style),
    logits: { before: [...seen.logits], after: [...(await model.look(after.slice())).logits] },
    crops: { before: cropPixels(before, sizePx), after: cropPixels(after, sizePx) },
  };
}
