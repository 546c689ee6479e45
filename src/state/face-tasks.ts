import { patchRect, rectsOverlap } from '../core/patch.ts';
import type { RectPx } from '../core/image.ts';
import type { FaceDocument } from './edit-document.ts';
import { changedIds, changesAnything, resolveEdit, wantedBySettings } from '../edit/edit-kinds.ts';
import type { FaceTask } from '../edit/face-edit.ts';
import { ovalWithin } from '../edit/face-framing.ts';
import type { EditorState } from './editor-store.ts';
import { hasFaceSettings, isAnalysisFresh, manifestOf, selectedFace } from './face-selectors.ts';
import { awaitsReference, referenceRead } from './reference-selectors.ts';
import type { Analysis, ReferenceRead } from './slices/faces-slice.ts';

const remembered = new WeakMap<FaceDocument, { readonly analysis: Analysis; readonly read: ReferenceRead | undefined; readonly task: FaceTask }>();

/** A face in the engine's terms, the same object for as long as nothing of it changes; undefined until it, and a reference that leads it, are read. */
export function taskOf(state: EditorState, face: FaceDocument): FaceTask | undefined {
  const manifest = manifestOf(state);
  const analysis = state.faces.analyses[face.id];
  if (!manifest || !analysis || !isAnalysisFresh(state, face) || awaitsReference(state, face)) return undefined;
  const known = remembered.get(face);
  const read = referenceRead(state, face.reference);
  if (known?.analysis === analysis && known.read === read) return known.task;
  const sight = { logits: analysis.logits, hints: face.found?.hints };
  const task: FaceTask = {
    square: face.square, oval: ovalWithin(face.square, face.found?.oval), edit: resolveEdit(wantedBySettings(face, manifest, read?.result?.reading), manifest, sight),
    ...(face.mask === undefined ? {} : { mask: face.mask }),
  };
  remembered.set(face, { analysis, read, task });
  return task;
}

/** True once the selected face is read, so that an edit of it is known. */
export function isSelectedRead(state: EditorState): boolean {
  const face = selectedFace(state);
  return face !== undefined && taskOf(state, face) !== undefined;
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
