import type { EditDocument, FaceDocument } from '../edit-document.ts';

/** The document with its face changed; the same document when there is none, or when the face comes back as it was. */
export function withFace(document: EditDocument, update: (face: FaceDocument) => FaceDocument): EditDocument {
  const { face } = document;
  const updated = face && update(face);
  return updated === face ? document : { ...document, face: updated };
}
