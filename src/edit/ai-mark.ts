import { changesAnything } from './edit-kinds.ts';
import type { FaceEdit } from './face-edit.ts';

/** The choice of metadata for a saved picture: it is marked as made by a model only where the person wants the mark and an edit changed something. */
export function markedIfEdited<Choice extends { readonly saysAi: boolean }>(choice: Choice, edits: readonly FaceEdit[]): Choice {
  return { ...choice, saysAi: choice.saysAi && edits.some(changesAnything) };
}
