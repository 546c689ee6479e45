import type { DrawnFace, FoundFace } from '../face/face-finder.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import { wantedFaces, type FaceKind } from './face-framing.ts';

/** A model, shipped or stored, as far as its kind of faces goes. */
interface KindedModel {
  readonly manifest: Pick<BundleManifest, 'alignment'>;
}

interface KindLimits {
  /** From here on no other finder is asked. */
  readonly sure: number;
  /** What is less sure than this tells nothing: a detector sees a face now and then where there is none. */
  readonly least: number;
}

/** Found on labelled pictures by `tests/support/measure-kinds.ts`, which tells what they come to. */
const LIMITS: Readonly<Record<FaceKind, KindLimits>> = {
  photographed: { sure: 0.87, least: 0 },
  drawn: { sure: 0.86, least: 0.7 },
};

/**
 * What kind of picture it is: asks one finder after the other, the likeliest first, until one is sure; else the surest is believed.
 * That photographed faces are found says little by itself: their finder fires on most drawings. Undefined where nothing tells.
 */
export async function tellKind(likeliestFirst: readonly FaceKind[], look: (kind: FaceKind) => Promise<number>): Promise<FaceKind | undefined> {
  let surest: { readonly kind: FaceKind; readonly confidence: number } | undefined;
  for (const kind of likeliestFirst) {
    const confidence = await look(kind);
    if (confidence >= LIMITS[kind].sure) return kind;
    if (confidence > LIMITS[kind].least && confidence > (surest?.confidence ?? 0)) surest = { kind, confidence };
  }
  return surest?.kind;
}

/** How sure the finder of photographed faces is of its surest one; 0 where it found none. */
export function photographedConfidence(faces: readonly Pick<FoundFace, 'confidence' | 'boxConfidence'>[]): number {
  return Math.max(0, ...faces.map(({ confidence, boxConfidence }) => confidence * boxConfidence));
}

/** The same of drawn faces. */
export function drawnConfidence(faces: readonly Pick<DrawnFace, 'confidence'>[]): number {
  return Math.max(0, ...faces.map(({ confidence }) => confidence));
}

/** The kinds of faces that there are models for, the first model's first. */
export function kindsOf(models: readonly KindedModel[]): readonly FaceKind[] {
  return [...new Set(models.map(({ manifest }) => wantedFaces(manifest)))];
}

/** The first of the models that is for a kind of faces. */
export function modelFor<Model extends KindedModel>(models: readonly Model[], kind: FaceKind): Model | undefined {
  return models.find(({ manifest }) => wantedFaces(manifest) === kind);
}
