import type { BundleManifest, CropSquare, FaceEdit } from '../bridge/engine-client.ts';

/** A move between two of a bundle's named domains; undefined ids stand for the manifest's first and second. */
export interface DomainMove {
  readonly sourceId: string | undefined;
  readonly targetId: string | undefined;
  /** 0 the source, 1 the target domain. */
  readonly strength: number;
}

/** What a person set on one face. Keyed by id, so that it survives another bundle with the same attributes. */
export interface FaceDocument {
  readonly square: CropSquare;
  /** Levels by attribute id; an attribute that is not here stays at its source's value. */
  readonly levels: Readonly<Record<string, number>>;
  /** Source values that the person knows better than the classifier, by attribute id. */
  readonly correctedSources: Readonly<Record<string, 0 | 1>>;
  readonly domainMove: DomainMove;
}

/** Everything that undo and redo restore. */
export interface EditDocument {
  readonly face: FaceDocument | undefined;
  /** How much of the model's own detail comes in, 0 to 1. */
  readonly detail: number;
}

export const UNMOVED_DOMAIN: DomainMove = { sourceId: undefined, targetId: undefined, strength: 0 };

/** A face with nothing edited. */
export function untouchedFace(square: CropSquare): FaceDocument {
  return { square, levels: {}, correctedSources: {}, domainMove: UNMOVED_DOMAIN };
}

/** What the classifier says of one attribute. */
export interface DetectedValue {
  readonly value: 0 | 1;
  /** Probability of `value`, 0.5 to 1. */
  readonly confidence: number;
}

/** Sigmoid of a logit, read as a value and its probability. */
export function detectedValue(logit: number | undefined): DetectedValue | undefined {
  if (logit === undefined) return undefined;
  return { value: logit > 0 ? 1 : 0, confidence: 1 / (1 + Math.exp(-Math.abs(logit))) };
}

/** The value that an attribute of the source counts as: corrected by hand, else detected, else off. */
export function sourceValue(face: FaceDocument, attributeId: string, logit: number | undefined): 0 | 1 {
  return face.correctedSources[attributeId] ?? detectedValue(logit)?.value ?? 0;
}

/** The level of an attribute: as set, else the source's own value. */
export function levelOf(face: FaceDocument, attributeId: string, logit: number | undefined): number {
  return face.levels[attributeId] ?? sourceValue(face, attributeId, logit);
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

/** The edit of a face in the engine's terms, given the classifier's logits for the present square. */
export function resolveEdit(face: FaceDocument, manifest: BundleManifest, logits: readonly number[]): FaceEdit {
  const { domains } = manifest;
  if (domains.kind === 'named') {
    const indices = domainIndices(face.domainMove, domains.names.map((name) => name.id));
    return { kind: 'domain', ...indices, strength: face.domainMove.strength };
  }
  return {
    kind: 'attributes',
    sourceValues: domains.attributes.map(({ id }, j) => sourceValue(face, id, logits[j])),
    levels: domains.attributes.map(({ id }, j) => levelOf(face, id, logits[j])),
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
