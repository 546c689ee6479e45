import { drawPart } from '../../bridge/draw-contact-sheet.ts';
import { cellRegion } from '../../core/contact-sheet.ts';
import type { Editor } from '../editor.ts';
import { selectedFace } from '../face-selectors.ts';
import { taskOf } from '../face-tasks.ts';
import type { Variation, VariationSettings } from '../variations.ts';
import { onTargets } from './change-faces.ts';
import { withLevel } from './edit-levels.ts';

/** Takes a variation over on the faces that edits go to, in one step. */
export function adoptVariation({ store, history }: Editor, settings: VariationSettings): void {
  const state = store.getState();
  history.change('variation', onTargets(state, (face) => {
    if (settings.kind === 'levels') return Object.entries(settings.levels).reduce((edited, [id, level]) => withLevel(state, edited, id, level), face);
    const { targetId, strength, seed } = settings;
    return { ...face, domainMove: { ...face.domainMove, targetId, strength, ...(seed === undefined ? {} : { seed }) }, ...(seed === undefined ? {} : { reference: undefined }) };
  }));
}

/** The selected face as a variation would make it, in small; undefined where no face is read. */
export async function drawVariation({ store, engine }: Editor, { edit }: Variation, sidePx: number, signal: AbortSignal): Promise<Blob | undefined> {
  const state = store.getState();
  const { picture: { open }, document: { detail } } = state;
  const face = selectedFace(state);
  const task = face && taskOf(state, face);
  if (!open || !task) return undefined;
  const [patch] = await engine.renderApart({ pictureId: open.pictureId, faces: [{ ...task, edit }], wanted: [{ face: 0, maxSidePx: 2 * sidePx }], detail }, { signal });
  const { rect, bitmap } = patch ?? {};
  const canvas = new OffscreenCanvas(sidePx, sidePx);
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  drawPart(context, open, { region: cellRegion(open, task.square), patches: rect && bitmap ? [{ rect, bitmap }] : [] }, { xPx: 0, yPx: 0, widthPx: sidePx, heightPx: sidePx });
  bitmap?.close();
  return canvas.convertToBlob({ type: 'image/png' });
}
