import { cropToNchw } from '../core/crop.ts';
import type { RgbaImage } from '../core/image.ts';
import type { FaceEdit } from '../edit/face-edit.ts';
import { wholeSquare } from '../edit/square.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import { levelToStrength } from '../l2m/latent.ts';

/** The app's two composites, as values of `detail`. */
export const COMPOSITES = { preserve: 0, replace: 1 } as const;

export type CompositeName = keyof typeof COMPOSITES;

/** Moved from the source (0) to the other value (1) and beyond. */
export const STRENGTHS = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5] as const;

/** One edit of the evaluation: a binary attribute turned to its other value, or a move to a named domain. */
export interface EvaluationEdit {
  /** "Smile, neutral to smiling" */
  readonly title: string;
  /** The judge's logit that should change. */
  readonly column: number;
  /** What it should say afterwards. */
  readonly value: 0 | 1;
}

/** Every edit that the bundle can make. */
export function evaluationEdits({ domains }: BundleManifest): readonly EvaluationEdit[] {
  if (domains.kind === 'named') return domains.names.map(({ title }, column) => ({ title: `To ${title}`, column, value: 1 }));
  return domains.attributes.flatMap(({ title, off, on }, column) => [
    { title: `${title}, ${off} to ${on}`, column, value: 1 as const },
    { title: `${title}, ${on} to ${off}`, column, value: 0 as const },
  ]);
}

/** What a classifier should say of a domain, one value per logit. */
export function valuesOf({ domains }: BundleManifest, domain: number): readonly (0 | 1)[] {
  return domains.kind === 'named'
    ? domains.names.map((_, d) => (d === domain ? 1 : 0))
    : domains.attributes.map((_, j) => ((domain >> j) & 1 ? 1 : 0));
}

/** A classifier's verdict: attribute by attribute, or the likeliest of the named domains. */
export function verdictOf({ domains }: BundleManifest, logits: ArrayLike<number>): readonly (0 | 1)[] {
  const list = Array.from(logits);
  const likeliest = list.indexOf(Math.max(...list));
  return list.map((logit, j) => (domains.kind === 'named' ? j === likeliest : logit > 0) ? 1 : 0);
}

/** The edit at a strength, as the app asks for it. */
export function faceEdit(manifest: BundleManifest, domain: number, { column }: EvaluationEdit, strength: number): FaceEdit {
  if (manifest.domains.kind === 'named') return { kind: 'domain', source: domain, target: column, strength };
  const sourceValues = valuesOf(manifest, domain);
  // levelToStrength is its own inverse.
  return { kind: 'attributes', sourceValues, levels: sourceValues.map((value, j) => (j === column ? levelToStrength(strength, value) : value)) };
}

/** The crop `[1,3,S,S]` in [-1,1] of a whole picture: evaluation pictures are aligned crops. */
export function wholeCrop(picture: RgbaImage, sizePx: number): Float32Array<ArrayBuffer> {
  return cropToNchw(picture, wholeSquare(picture), sizePx);
}

/** Planes in [-1,1] as 8 bits hold them, halves to even, which is what a person gets. */
export function rounded(planes: Float32Array): Float32Array<ArrayBuffer> {
  const bytes = Uint8ClampedArray.from(planes, (value) => (value + 1) * 127.5);
  return Float32Array.from(bytes, (value) => value / 127.5 - 1);
}

/** Centre and half axes in the crop of the ellipse that stands for the face's oval (models/training/metrics.py has the same). */
const OVAL = { x: 0.5, y: 0.53, rx: 0.4, ry: 0.52 };

/** Mean absolute change outside the face's oval, in 8-bit steps, of two aligned pictures of one size. */
export function changeOutside(a: RgbaImage, b: RgbaImage): number {
  let [sum, count] = [0, 0];
  for (let y = 0; y < a.heightPx; y++) {
    for (let x = 0; x < a.widthPx; x++) {
      if (((((x + 0.5) / a.widthPx) - OVAL.x) / OVAL.rx) ** 2 + ((((y + 0.5) / a.heightPx) - OVAL.y) / OVAL.ry) ** 2 <= 1) continue;
      for (let c = 0; c < 3; c++) sum += Math.abs(a.data[(y * a.widthPx + x) * 4 + c]! - b.data[(y * a.widthPx + x) * 4 + c]!);
      count += 3;
    }
  }
  return sum / count;
}
