import { ownValue } from '../core/own-value.ts';
import type { ReferenceSettings } from '../edit/face-edit.ts';
import { alignedSquare } from '../edit/face-framing.ts';
import type { ReadReferenceRequest } from '../engine/engine-protocol.ts';
import type { FaceDocument } from './edit-document.ts';
import type { EditorState } from './editor-store.ts';
import type { ReferenceRead } from './slices/faces-slice.ts';

/** What a reference is read from, and the key under which it is then known; undefined where its picture is gone or no model is loaded. */
export function referenceInput({ engine, picture }: EditorState, { pictureId, square, found, said }: ReferenceSettings): { readonly key: string; readonly request: ReadReferenceRequest } | undefined {
  const manifest = engine.loaded?.bundle.manifest;
  const source = ownValue(picture.sources, pictureId);
  if (!manifest || !source) return undefined;
  const { alignment, domains } = manifest;
  const framed = (found && alignedSquare(found, alignment)) ?? square;
  const values = domains.kind === 'attributes' ? domains.attributes.map(({ id }) => ownValue(said, id)) : [];
  return { key: JSON.stringify([pictureId, framed, values]), request: { pictureId, blob: source.blob, square: framed, hints: found?.hints, said: values } };
}

/** A reference as the model in use reads it; undefined until then. */
export function referenceRead(state: EditorState, reference: ReferenceSettings | undefined): ReferenceRead | undefined {
  const input = reference && referenceInput(state, reference);
  const read = input && ownValue(state.faces.references, input.key);
  return read?.manifest === state.engine.loaded?.bundle.manifest ? read : undefined;
}

/** True while a face's reference is not read, and not known to be impossible to. */
export function awaitsReference(state: EditorState, { reference }: FaceDocument): boolean {
  return reference !== undefined && referenceInput(state, reference) !== undefined && referenceRead(state, reference) === undefined;
}

/** True where a face's reference leads an attribute, so that its own level rests. */
export function isLed(state: EditorState, { reference }: FaceDocument, attributeId: string): boolean {
  if (!reference || reference.leftOut.includes(attributeId) || referenceInput(state, reference) === undefined) return false;
  const read = referenceRead(state, reference);
  const domains = state.engine.loaded?.bundle.manifest.domains;
  const index = domains?.kind === 'attributes' ? domains.attributes.findIndex(({ id }) => id === attributeId) : -1;
  return read === undefined || read.result?.reading.values[index] !== undefined;
}
