import type { KeptSession, SessionHead } from '../../bridge/session-keeper.ts';
import type { FoundFace } from '../../face/face-finder.ts';
import { pictureIdsOf, type EditDocument, type FaceDocument } from '../edit-document.ts';
import type { EditorState, EditorStore } from '../editor-store.ts';
import type { FaceSearch } from '../slices/faces-slice.ts';
import type { ViewSlice } from '../slices/view-slice.ts';

/** Of what a session's state looks like; a change that an older reader would misread makes it one more. */
export const SESSION_VERSION = 1;
/** Pictures, references among them, that one session keeps: steps beyond that many are left out, the farthest from the present first. */
const MOST_PICTURES = 8;

/** What of the view comes back. */
export type KeptView = Pick<ViewSlice, 'zoom' | 'compare' | 'isFrameOn' | 'selectedFaceId' | 'isEditingAll'>;

/** Everything of a session but its pictures. */
export interface SessionState {
  readonly version: number;
  readonly modelId: string | undefined;
  /** A person chose it. */
  readonly isModelChosen: boolean;
  readonly document: EditDocument;
  /** Steps to undo, the latest last. */
  readonly past: readonly EditDocument[];
  /** Steps to redo, the nearest last. */
  readonly future: readonly EditDocument[];
  readonly searches: Readonly<Record<string, FaceSearch>>;
  readonly view: KeptView;
}

const keptFaces = new WeakMap<FaceDocument, FaceDocument>();
const keptFinds = new WeakMap<FoundFace, FoundFace>();

/** A face without what must not be stored of it: the vector that tells a person from others. */
function keptFace(face: FaceDocument): FaceDocument {
  if (!face.found?.hints.descriptor) return face;
  const known = keptFaces.get(face);
  if (known) return known;
  const found = keptFinds.get(face.found) ?? { ...face.found, hints: { ...face.found.hints, descriptor: undefined } };
  const kept = { ...face, found };
  keptFinds.set(face.found, found);
  keptFaces.set(face, kept);
  return kept;
}

function keptDocument(document: EditDocument): EditDocument {
  return { ...document, faces: document.faces.map(keptFace) };
}

/** The steps nearest to the present for which the pictures suffice. */
function nearest(documents: readonly EditDocument[], pictureIds: Set<string>): readonly EditDocument[] {
  const kept: EditDocument[] = [];
  for (const document of documents.toReversed()) {
    if (document.pictureId === undefined) break;
    const more = pictureIdsOf(document).filter((id) => !pictureIds.has(id));
    if (more.length > 0 && pictureIds.size + more.length > MOST_PICTURES) break;
    for (const id of more) pictureIds.add(id);
    kept.unshift(keptDocument(document));
  }
  return kept;
}

/** The session of an editor with a picture, as it is now; undefined without one. */
export function sessionOf(store: EditorStore, id: string, thumbnail: Blob | undefined, savedAtMs: number): KeptSession | undefined {
  const { document, picture: { sources, open }, faces: { searches }, engine, view } = store.getState();
  const { pictureId } = document;
  if (!open || pictureId !== open.pictureId) return undefined;
  const { pastStates, futureStates } = store.temporal.getState();
  const documents = (states: typeof pastStates): EditDocument[] => states.flatMap((state) => state.document ?? []);
  const pictureIds = new Set(pictureIdsOf(document));
  const past = nearest(documents(pastStates), pictureIds);
  const future = nearest(documents(futureStates), pictureIds);
  const { zoom, compare, isFrameOn, selectedFaceId, isEditingAll } = view;
  const state: SessionState = {
    version: SESSION_VERSION, modelId: engine.loaded?.modelId ?? engine.loading?.modelId, isModelChosen: engine.isModelChosen, document: keptDocument(document), past, future, searches,
    view: { zoom, compare, isFrameOn, selectedFaceId, isEditingAll },
  };
  const head: SessionHead = { id, savedAtMs, pictureId, name: open.name, thumbnail, pictureIds: [...pictureIds].filter((each) => Object.hasOwn(sources, each)) };
  return { head, state };
}

/** What a session is made of: as long as none of it changes, nothing has to be written. */
export function sessionInputs({ document, picture, faces, engine, view, render }: EditorState): readonly unknown[] {
  return [
    document, picture.open, picture.sources, faces.searches, engine.loaded?.modelId, engine.isModelChosen, view.zoom, view.compare, view.isFrameOn, view.selectedFaceId, view.isEditingAll,
    // The thumbnail shows what is rendered.
    render.shown?.isSettled === true ? render.shown.revision : undefined,
  ];
}
