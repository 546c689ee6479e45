import type { CropSquare, PointPx } from '../core/geometry.ts';
import type { RgbaImage } from '../core/image.ts';
import type { EditPipeline } from './edit-pipeline.ts';
import type { FaceEdit, FaceTask, WantedEdit } from './protocol.ts';

/** A picture with every face brought to what was wanted. */
export interface EditedFaces {
  readonly image: RgbaImage;
  /** What each face was found to be, and so what was done to it. */
  readonly edits: readonly FaceEdit[];
}

/** The edit that brings a face, read by its logits, to what is wanted. */
export function editForFace(wanted: WantedEdit, logits: ArrayLike<number>): FaceEdit {
  if (wanted.kind === 'domain') {
    const { target, strength } = wanted;
    const first = target === 0 ? 1 : 0;
    const seen = logits.length === 0 ? first : Array.from(logits).reduce((best, logit, j, all) => (logit > all[best]! ? j : best), 0);
    return { kind: 'domain', source: wanted.source ?? seen, target, strength };
  }
  const sourceValues = wanted.levels.map((_, j) => ((logits[j] ?? 0) > 0 ? 1 : 0));
  return { kind: 'attributes', sourceValues, levels: wanted.levels.map((level, j) => level ?? sourceValues[j]!) };
}

/**
 * Edits faces of a picture, each from its own values as the classifier sees them; nothing is kept of the picture afterwards.
 * One call at a time a pipeline.
 */
export async function editFaces(
  pipeline: EditPipeline, picture: RgbaImage, faces: readonly { readonly square: CropSquare; readonly oval?: readonly PointPx[] | undefined }[], wanted: WantedEdit, detail: number,
): Promise<EditedFaces> {
  const pictureId = 'batch';
  try {
    const tasks: FaceTask[] = [];
    for (const face of faces) tasks.push({ ...face, edit: editForFace(wanted, await pipeline.analyse(pictureId, picture, face.square)) });
    return { image: await pipeline.renderPicture(pictureId, picture, tasks, detail), edits: tasks.map(({ edit }) => edit) };
  } finally {
    pipeline.forget(pictureId);
  }
}
