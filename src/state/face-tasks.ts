import { changesAnything, type FaceTask } from '../bridge/engine-client.ts';
import { patchRect, rectsOverlap } from '../core/patch.ts';
import type { PointPx } from '../core/geometry.ts';
import type { RectPx } from '../core/image.ts';
import { changedIds, resolveEdit, type FaceDocument } from './edit-document.ts';
import type { EditorState } from './editor-store.ts';
import { hasFaceSettings, isAnalysisFresh, manifestOf } from './face-selectors.ts';
import type { Analysis } from './slices/faces-slice.ts';

/** Beyond this distance from the square's centre, as a share of its side, a contour's own centre is another face's. */
const OVAL_OFFSET_SHARE = 0.25;
/** A contour narrower or wider than these shares of the square's side is not framed by it. */
const OVAL_WIDTH_SHARES = [0.35, 1.4] as const;

const remembered = new WeakMap<FaceDocument, { readonly analysis: Analysis; readonly task: FaceTask }>();

/** The contour that the finder saw, while the square still frames it: one that was set elsewhere by hand has none. */
function ovalWithin({ square, found }: FaceDocument): readonly PointPx[] | undefined {
  if (!found || found.oval.length === 0) return undefined;
  const xs = found.oval.map(({ xPx }) => xPx);
  const ys = found.oval.map(({ yPx }) => yPx);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const offset = Math.hypot((left + right) / 2 - square.centreXPx, (top + bottom) / 2 - square.centreYPx) / square.sidePx;
  const width = Math.max(right - left, bottom - top) / square.sidePx;
  return offset <= OVAL_OFFSET_SHARE && width >= OVAL_WIDTH_SHARES[0] && width <= OVAL_WIDTH_SHARES[1] ? found.oval : undefined;
}

/** A face in the engine's terms, the same object for as long as nothing of it changes; undefined until it is analysed. */
export function taskOf(state: EditorState, face: FaceDocument): FaceTask | undefined {
  const manifest = manifestOf(state);
  const analysis = state.faces.analyses[face.id];
  if (!manifest || !analysis || !isAnalysisFresh(state, face)) return undefined;
  const known = remembered.get(face);
  if (known?.analysis === analysis) return known.task;
  const task: FaceTask = { square: face.square, oval: ovalWithin(face), edit: resolveEdit(face, manifest, analysis.logits) };
  remembered.set(face, { analysis, task });
  return task;
}

/** A face that an edit changes. */
export interface EditedFace {
  readonly face: FaceDocument;
  readonly task: FaceTask;
  readonly rect: RectPx;
  /** What is composed where it lies: the edited faces beneath that it overlaps, and last itself. */
  readonly layers: readonly FaceTask[];
}

const lists = new WeakMap<readonly FaceDocument[], { readonly tasks: readonly (FaceTask | undefined)[]; readonly edited: readonly EditedFace[] }>();

/** Every face that an edit changes, in the order in which they are composed; the same list for as long as nothing of it changes. */
export function editedFaces(state: EditorState): readonly EditedFace[] {
  const { document: { faces }, picture: { open } } = state;
  const tasks = open ? faces.map((face) => taskOf(state, face)) : [];
  const known = lists.get(faces);
  if (known?.tasks.length === tasks.length && known.tasks.every((task, i) => task === tasks[i])) return known.edited;
  const edited: EditedFace[] = [];
  for (const [i, face] of faces.entries()) {
    const task = tasks[i];
    const rect = open && task && changesAnything(task.edit) ? patchRect(open, task.square) : undefined;
    if (!task || !rect) continue;
    edited.push({ face, task, rect, layers: [...edited.filter((below) => rectsOverlap(below.rect, rect)).map((below) => below.task), task] });
  }
  lists.set(faces, { tasks, edited });
  return edited;
}

/** What a save is made of; undefined while a face that was edited is not analysed. */
export function tasksToSave(state: EditorState): readonly FaceTask[] | undefined {
  const { faces } = state.document;
  if (faces.some((face) => hasFaceSettings(state, face) && taskOf(state, face) === undefined)) return undefined;
  return editedFaces(state).map(({ task }) => task);
}

/** True when a face's edit changes anything. */
export function isEdited(state: EditorState, faceId: string): boolean {
  return editedFaces(state).some(({ face }) => face.id === faceId);
}

/** Ids of what the edits change on any face, in the manifest's order. */
export function allChangedIds(state: EditorState): readonly string[] {
  const manifest = manifestOf(state);
  if (!manifest) return [];
  const ids = new Set(editedFaces(state).flatMap(({ task }) => changedIds(task.edit, manifest)));
  const order = manifest.domains.kind === 'attributes' ? manifest.domains.attributes : manifest.domains.names;
  return order.map(({ id }) => id).filter((id) => ids.has(id));
}
