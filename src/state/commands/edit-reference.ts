import type { ReferenceSettings } from '../../edit/face-edit.ts';
import { frameReference } from '../../edit/edit-picture.ts';
import type { CropSquare } from '../../core/geometry.ts';
import { hasClassifier } from '../../edit/source-value.ts';
import type { FoundFace } from '../../face/face-finder.ts';
import { saysText } from '../../text/says.ts';
import { isSetByHand, type FaceDocument } from '../edit-document.ts';
import type { Editor } from '../editor.ts';
import { manifestOf } from '../face-selectors.ts';
import type { PictureSource } from '../slices/picture-slice.ts';
import { onTargets } from './change-faces.ts';
import { notifyFailure } from './notices.ts';

/** What is told of every reference anew: which face it is. */
type ReferenceFace = Pick<ReferenceSettings, 'pictureId' | 'name' | 'square' | 'isLargest' | 'found' | 'said'>;

/** Without the vector that tells a person from others: the document is stored. */
function undescribed(found: FoundFace | undefined): FoundFace | undefined {
  return found && { ...found, hints: { ...found.hints, descriptor: undefined } };
}

/** What is taken of a reference, and how much. */
type Taken = Pick<ReferenceSettings, 'leftOut' | 'strength'>;

/** Lets a face lead the faces that edits go to; what was chosen of the one before stays chosen, unless that is told. */
function lead({ store, history }: Editor, reference: ReferenceFace, taken?: Taken): void {
  const state = store.getState();
  const manifest = manifestOf(state);
  const isSeen = manifest !== undefined && hasClassifier(manifest);
  history.change('reference', onTargets(state, (face) => {
    const { leftOut = [], strength = 1 } = taken ?? face.reference ?? {};
    const { strength: moved, targetId } = face.domainMove;
    return {
      ...face, reference: { ...reference, leftOut, strength },
      // Only a move between named domains goes by it, and to the reference's own where that is seen.
      ...(manifest?.domains.kind === 'named' ? { domainMove: { ...face.domainMove, targetId: isSeen ? undefined : targetId, strength: moved === 0 ? 1 : moved } } : {}),
    };
  }));
}

/** Where in its picture a reference lies that a recipe names, and what is known and taken of it. */
export type NamedReference = Taken & Pick<ReferenceSettings, 'said'> & { readonly square: CropSquare | undefined };

/** Takes a face of a file as the one that edits are to be like: the largest, unless it is told where. */
export async function chooseReference(editor: Editor, { name, blob }: PictureSource, named?: NamedReference): Promise<void> {
  const { store, engine, finder } = editor;
  const { picture: { open }, faces } = store.getState();
  const manifest = manifestOf(store.getState());
  if (!open || !manifest) return;
  faces.arriving?.abort();
  const controller = new AbortController();
  const { signal } = controller;
  const mine = (): boolean => store.getState().faces.arriving === controller;
  const setArriving = (arriving: AbortController | undefined): void => { store.setState((state) => ({ faces: { ...state.faces, arriving } })); };
  setArriving(controller);
  try {
    const { pictureId, preview, ...size } = await engine.openPicture(blob, { signal });
    try {
      const seen = { bitmap: preview, widthPx: size.widthPx, heightPx: size.heightPx };
      const { square, found } = await frameReference({ photographed: (withHints) => finder.find(seen, { signal, withHints }), drawn: () => finder.findDrawn(seen, signal) }, seen, manifest, named?.square);
      if (!mine()) return;
      store.setState(({ picture }) => ({ picture: { ...picture, sources: { ...picture.sources, [pictureId]: { name, blob } } } }));
      lead(editor, { pictureId, name, square, isLargest: named?.square === undefined, found: undescribed(found), said: named?.said ?? {} }, named);
    } finally {
      preview.close();
      engine.closePicture(pictureId).catch(() => undefined);
    }
  } catch (thrown) {
    if (mine()) notifyFailure(store, thrown, saysText().notReference({ name }));
  } finally {
    if (mine()) setArriving(undefined);
  }
}

/** Takes another face of the open picture as the one that edits are to be like, as it lies now. */
export function followFace(editor: Editor, face: FaceDocument): void {
  const { open } = editor.store.getState().picture;
  const { square, found, correctedSources: said } = face;
  // What the finder saw would put a square that a hand has moved back to where it was.
  if (open) lead(editor, { pictureId: open.pictureId, name: open.name, square, isLargest: false, found: isSetByHand(face) ? undefined : undescribed(found), said });
}

function change({ store, history }: Editor, step: string, update: (reference: ReferenceSettings) => ReferenceSettings | undefined): void {
  history.change(step, onTargets(store.getState(), (face) => (face.reference ? { ...face, reference: update(face.reference) } : face)), { joinsRecent: step === 'reference-strength' });
}

/** Lets the faces follow nobody any more. */
export function removeReference(editor: Editor): void {
  change(editor, 'reference', () => undefined);
}

/** Sets how far the faces go towards their reference. */
export function setReferenceStrength(editor: Editor, strength: number): void {
  change(editor, 'reference-strength', (reference) => ({ ...reference, strength }));
}

/** Takes an attribute from the reference, or leaves it to its own level. */
export function takeFromReference(editor: Editor, attributeId: string, isTaken: boolean): void {
  change(editor, 'reference-attributes', (reference) => {
    const others = reference.leftOut.filter((id) => id !== attributeId);
    return { ...reference, leftOut: isTaken ? others : [...others, attributeId] };
  });
}

/** Says what the reference is, where neither the model nor the face finder can tell. */
export function sayOfReference(editor: Editor, attributeId: string, value: 0 | 1): void {
  change(editor, 'reference-said', (reference) => ({ ...reference, said: { ...reference.said, [attributeId]: value } }));
}
