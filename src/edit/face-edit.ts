import type { CropSquare, PointPx } from '../core/geometry.ts';
import type { FaceHints, FoundFace } from '../face/face-finder.ts';
import type { AttributesEdit, WantedAttributes } from './attributes-edit.ts';
import type { DomainEdit, WantedDomain } from './domain-edit.ts';

/** What to do with a face, every value known: what the generator is driven by. */
export type FaceEdit = AttributesEdit | DomainEdit;

/** What is asked of a face before anything is known of it: absolute levels, or a move to a named domain. */
export type WantedEdit = WantedAttributes | WantedDomain;

/** What is known of a face's own values. */
export interface FaceSight {
  /** The classifier's logits; empty without a classifier. */
  readonly logits: ArrayLike<number>;
  readonly hints: FaceHints | undefined;
}

/** Where a face is, and what its finder saw. */
export interface FaceTarget {
  readonly square: CropSquare;
  /** Contour of the face, a polygon in picture coordinates; absent where no landmarks are known. */
  readonly oval?: readonly PointPx[] | undefined;
  /** For bundles without a classifier. */
  readonly hints?: FaceHints | undefined;
}

/** One face of a picture and what to do with it. */
export interface FaceTask extends Pick<FaceTarget, 'square' | 'oval'> {
  readonly edit: FaceEdit;
  /** Where the edit is seen, as `core/brush-mask.ts` writes it; all of it where there is none. */
  readonly mask?: string | undefined;
}

/** A move between two of a bundle's named domains, by id; undefined where nobody has chosen. */
export interface DomainMove {
  readonly sourceId: string | undefined;
  readonly targetId: string | undefined;
  /** 0 the source, 1 the target domain. */
  readonly strength: number;
  /** Which of the target domain's looks, for models with a mapping network; the first one unless told otherwise. */
  readonly seed?: number | undefined;
}

/** Another face whose related code leads a face's edit, and how much of it. */
export interface ReferenceSettings {
  /** Of the picture that it is in: the edited one, or one of its own. */
  readonly pictureId: string;
  readonly name: string;
  readonly square: CropSquare;
  /** False for one that was pointed at: a recipe then says where it lies. */
  readonly isLargest: boolean;
  /** What the finder saw: other bundles frame the face by it. */
  readonly found: FoundFace | undefined;
  /** Ids of the attributes that are not taken from it. */
  readonly leftOut: readonly string[];
  /** What a person says it is, by attribute id. */
  readonly said: Readonly<Record<string, 0 | 1>>;
  /** 0 the source's own related code, 1 the reference's; named domains go by their move's. */
  readonly strength: number;
}

/** What a person set on a face in the editor. Keyed by id, so that it survives another bundle with the same attributes. */
export interface FaceSettings {
  /** Levels by attribute id; an attribute that is not here stays at its source's value. */
  readonly levels: Readonly<Record<string, number>>;
  /** Source values that the person knows better than the classifier, by attribute id. */
  readonly correctedSources: Readonly<Record<string, 0 | 1>>;
  readonly domainMove: DomainMove;
  readonly reference?: ReferenceSettings | undefined;
  /** What a brush has released of the edit, as `core/brush-mask.ts` writes it. */
  readonly mask?: string | undefined;
}
