import type { EditDocument, FaceDocument } from '../edit-document.ts';
import type { EditorState } from '../editor-store.ts';
import { editTargets, selectedFace } from '../face-selectors.ts';

type Update = (face: FaceDocument) => FaceDocument;

function withFaces(document: EditDocument, ids: readonly string[], update: Update): EditDocument {
  const faces = document.faces.map((face) => (ids.includes(face.id) ? update(face) : face));
  return faces.some((face, i) => face !== document.faces[i]) ? { ...document, faces } : document;
}

/** Changes the faces that edits go to: the selected one, or all. The same document when every face comes back as it was. */
export function onTargets(state: EditorState, update: Update): (document: EditDocument) => EditDocument {
  const ids = editTargets(state).map(({ id }) => id);
  return (document) => withFaces(document, ids, update);
}

/** Changes the selected face alone: where it lies, and what its source is. */
export function onSelected(state: EditorState, update: Update): (document: EditDocument) => EditDocument {
  const selected = selectedFace(state);
  return (document) => withFaces(document, selected ? [selected.id] : [], update);
}
