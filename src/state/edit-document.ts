import type { CropSquare } from '../core/geometry.ts';
import { ownValue } from '../core/own-value.ts';
import type { DomainMove, FaceSettings } from '../edit/face-edit.ts';
import { sourceLevel as knownLevel, type DetectedValue } from '../edit/source-value.ts';
import { isSameSquare } from '../edit/square.ts';
import type { FoundFace } from '../face/face-finder.ts';

/** How a face came to be in the document: the finder saw it, a person drew it, or the whole picture is taken as one. */
export type FaceOrigin = 'detected' | 'drawn' | 'whole';

/** One face and what a person set on it. */
export interface FaceDocument extends FaceSettings {
  readonly id: string;
  readonly origin: FaceOrigin;
  readonly square: CropSquare;
  /** Where the app put the square; while the two are equal no hand has touched it. Undefined for one drawn by hand. */
  readonly proposed: CropSquare | undefined;
  /** What the finder saw; undefined where it had no part. */
  readonly found: FoundFace | undefined;
  /** Where the finder saw a drawn face; its square reaches as far about that as the model wants. */
  readonly seen?: CropSquare | undefined;
}

/** Everything that undo and redo restore. */
export interface EditDocument {
  /** The picture that is edited; undefined until one is open. */
  readonly pictureId: string | undefined;
  /** In the order in which they are composed where they overlap: the last lies on top. */
  readonly faces: readonly FaceDocument[];
  /** How much of the model's own detail comes in, 0 to 1. */
  readonly detail: number;
}

export const UNMOVED_DOMAIN: DomainMove = { sourceId: undefined, targetId: undefined, strength: 0 };

/** A face with nothing edited, under an id that no other face has, in this session or one that is kept. */
export function untouchedFace(origin: FaceOrigin, square: CropSquare, found?: FoundFace, seen?: CropSquare): FaceDocument {
  const proposed = origin === 'drawn' ? undefined : square;
  return { id: crypto.randomUUID(), origin, square, proposed, found, seen, levels: {}, correctedSources: {}, domainMove: UNMOVED_DOMAIN };
}

/** The pictures that a document needs: its own, and those of the references. */
export function pictureIdsOf({ pictureId, faces }: EditDocument): readonly string[] {
  return [...new Set([pictureId, ...faces.map(({ reference }) => reference?.pictureId)])].filter((id) => id !== undefined);
}

/** True when a hand has drawn or moved the face's square. */
export function isSetByHand({ square, proposed }: FaceDocument): boolean {
  return proposed === undefined || !isSameSquare(square, proposed);
}

/** True when nothing was set, corrected or moved on the face. */
export function isUntouched(face: FaceDocument): boolean {
  return !isSetByHand(face) && Object.keys(face.levels).length === 0 && Object.keys(face.correctedSources).length === 0
    && face.domainMove === UNMOVED_DOMAIN && face.reference === undefined && face.mask === undefined;
}

/** The level of an attribute that the controls start from: what is known of the source, else off. */
export function sourceLevel(face: FaceDocument, attributeId: string, detected: DetectedValue | undefined): number {
  return knownLevel(ownValue(face.correctedSources, attributeId), detected) ?? 0;
}

/** The level of an attribute: as set, else the source's own. */
export function levelOf(face: FaceDocument, attributeId: string, detected: DetectedValue | undefined): number {
  return ownValue(face.levels, attributeId) ?? sourceLevel(face, attributeId, detected);
}
