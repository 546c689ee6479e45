import type { RgbaImage } from '../core/image.ts';
import { resolveEdit, untoldIds } from '../edit/edit-kinds.ts';
import type { FaceTarget, FaceTask } from '../edit/face-edit.ts';
import type { Rendered } from '../edit/edit-picture.ts';
import type { EditPipeline } from './edit-pipeline.ts';
import type { EditFacesRequest } from './engine-protocol.ts';

/**
 * Edits faces of a picture that nobody opened, each from its own values as far as they are known; nothing is kept of the picture
 * afterwards. One call at a time a pipeline.
 */
export async function renderTargets(
  pipeline: EditPipeline, picture: RgbaImage, targets: readonly FaceTarget[], { wanted, detail, mask }: Pick<EditFacesRequest, 'wanted' | 'detail' | 'mask'>,
): Promise<Rendered<RgbaImage>> {
  const pictureId = 'batch';
  const { manifest } = pipeline.model;
  try {
    const tasks: FaceTask[] = [];
    const untold = new Set<string>();
    for (const { square, oval, hints } of targets) {
      const sight = { logits: await pipeline.analyse(pictureId, picture, square), hints };
      tasks.push({ square, oval, edit: resolveEdit(wanted, manifest, sight), mask });
      for (const id of untoldIds(wanted, manifest, sight)) untold.add(id);
    }
    return { image: await pipeline.renderPicture(pictureId, picture, tasks, detail), edits: tasks.map(({ edit }) => edit), untold: [...untold] };
  } finally {
    pipeline.forget(pictureId);
  }
}
