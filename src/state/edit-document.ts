import type { BundleManifest, CropSquare, FaceEdit } from '../bridge/engine-client.ts';
import type { FoundFace } from '../bridge/face-finder.ts';
import { isSameSquare } from './face-square.ts';
import { detectedAt, type DetectedValue } from './source-values.ts';
import { ownValue } from '../core/own-value.ts';

/** A move between two of a bundle's named domains; undefined ids stand for the manifest's first and second. */
export interface DomainMove {
  readonly sourceId: string | undefined;
  readonly targetId: string | undefined;
  /** 0 the source, 1 the target domain. */
  readonly strength: number;
}

/** How a face came to be in the document: the finder saw it, a person drew it, or the whole picture is taken as one. */
export type FaceOrigin = 'detected' | 'drawn' | 'whole';

/** What a person set on one face. Keyed by id, so that it survives another bundle with the same attributes. */
export interface FaceDocument {
  readonly id: string;
  readonly origin: FaceOrigin;
  readonly square: CropSquare;
  /** Where the app put the square; while the two are equal no hand has touched it. Undefined for one drawn by hand. */
  readonly proposed: CropSquare | undefined;
  /** What the finder saw; undefined where it had no part. */
  readonly found: FoundFace | undefined;
  /** Levels by attribute id; an attribute that is not here stays at its source's value. */
  readonly levels: Readonly<Record<string, number>>;
  /** Source values that the person knows better than the classifier, by attribute id. */
  readonly correctedSources: Readonly<Record<string, 0 | 1>>;
  readonly domainMove: DomainMove;
}

/** Everything that undo and redo restore. */
export interface EditDocument {
  /** In the order in which they are composed where they overlap: the last lies on top. */
  readonly faces: readonly FaceDocument[];
  /** How much of the model's own detail comes in, 0 to 1. */
  readonly detail: number;
}

export const UNMOVED_DOMAIN: DomainMove = { sourceId: undefined, targetId: undefined, strength: 0 };

let made = 0;

/** A face with nothing edited, under an id of its own. */
export function untouchedFace(origin: FaceOrigin, square: CropSquare, found?: FoundFace): FaceDocument {
  const proposed = origin === 'drawn' ? undefined : square;
  return { id: `face-${String(made++)}`, origin, square, proposed, found, levels: {}, correctedSources: {}, domainMove: UNMOVED_DOMAIN };
}

/** True when a hand has drawn or moved the face's square. */
export function isSetByHand({ square, proposed }: FaceDocument): boolean {
  return proposed === undefined || !isSameSquare(square, proposed);
}

/** True when nothing was set, corrected or moved on the face. */
export function isUntouched(face: FaceDocument): boolean {
  return !isSetByHand(face) && Object.keys(face.levels).length === 0 && Object.keys(face.correctedSources).length === 0
    && face.domainMove === UNMOVED_DOMAIN;
}

/** The value that an attribute of the source counts as: corrected by hand, else detected, else off. */
export function sourceValue(face: FaceDocument, attributeId: string, detected: DetectedValue | undefined): 0 | 1 {
  return ownValue(face.correctedSources, attributeId) ?? detected?.value ?? 0;
}

/** The level of an attribute: as set, else the source's own value. */
export function levelOf(face: FaceDocument, attributeId: string, detected: DetectedValue | undefined): number {
  return ownValue(face.levels, attributeId) ?? sourceValue(face, attributeId, detected);
}

/** The two domains of a move, as indices into the manifest's table. */
export function domainIndices(move: DomainMove, ids: readonly string[]): { readonly source: number; readonly target: number } {
  const indexOr = (id: string | undefined, fallback: number): number => {
    const index = id === undefined ? -1 : ids.indexOf(id);
    return index < 0 ? fallback : index;
  };
  const source = indexOr(move.sourceId, 0);
  return { source, target: indexOr(move.targetId, source === 0 ? 1 : 0) };
}

/** True unless only the person could say what the source is, and has not. */
function isSourceKnown(face: FaceDocument, manifest: BundleManifest, attributeId: string, detected: DetectedValue | undefined): boolean {
  return manifest.graphs['attribute-classifier'] !== undefined || detected !== undefined || ownValue(face.correctedSources, attributeId) !== undefined;
}

/** The edit of a face in the engine's terms, given the classifier's logits for the present square. */
export function resolveEdit(face: FaceDocument, manifest: BundleManifest, logits: readonly number[]): FaceEdit {
  const { domains } = manifest;
  if (domains.kind === 'named') {
    const indices = domainIndices(face.domainMove, domains.names.map((name) => name.id));
    return { kind: 'domain', ...indices, strength: face.domainMove.strength };
  }
  const detected = domains.attributes.map((_, j) => detectedAt(manifest, j, logits, face.found?.hints));
  return {
    kind: 'attributes',
    sourceValues: domains.attributes.map(({ id }, j) => sourceValue(face, id, detected[j])),
    // What nobody could tell the source of stays as it is: its domain would be a guess.
    levels: domains.attributes.map(({ id }, j) => (isSourceKnown(face, manifest, id, detected[j]) ? levelOf(face, id, detected[j]) : 0)),
  };
}

/** Ids of what an edit changes, in the manifest's order: the `<attrs>` of a file name. */
export function changedIds(edit: FaceEdit, manifest: BundleManifest): readonly string[] {
  const { domains } = manifest;
  if (edit.kind === 'attributes' && domains.kind === 'attributes') {
    return domains.attributes.filter((_, j) => edit.levels[j] !== edit.sourceValues[j]).map(({ id }) => id);
  }
  if (edit.kind === 'domain' && domains.kind === 'named' && edit.strength !== 0 && edit.source !== edit.target) {
    const target = domains.names[edit.target];
    return target ? [target.id] : [];
  }
  return [];
}
