import type { RgbaImage } from '../core/image.ts';
import { faceTemplate, mouthWindow, type AlignmentName } from '../face/templates.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import { regionMaps, type RegionMap } from '../l2m/regions.ts';
import type { EditedCrop, LabelledCrop } from './evaluate-crop.ts';
import { COMPOSITES, evaluationEdits, valuesOf, wholeCrop, type CompositeName } from './evaluate-edits.ts';
import { row, type QualityRow } from './evaluate-library.ts';
import { Averages } from './evaluate-statistics.ts';
import { powerAbove, type PlaneWindow } from './power-above.ts';

/** Of a pixel's sampling rate: what is finer than five pixels a period. */
const FINE = 0.2;
/** Half a side of the patch of a cheek that is looked at, as a share of the crop. */
const CHEEK = 0.05;

/** What is measured of edited crops without asking anybody: where they changed, what became of the skin's hue, and how sharp mouths are. */
export class PixelChecks {
  readonly #manifest: BundleManifest;
  readonly #maps: readonly (RegionMap | undefined)[];
  readonly #averages = new Averages();

  constructor(manifest: BundleManifest) {
    this.#manifest = manifest;
    this.#maps = regionMaps(manifest);
  }

  /** Looks at a real crop and at its edits. */
  look(crop: LabelledCrop, edited: readonly EditedCrop[]): void {
    const before = this.#skinHue(crop.picture);
    const real = this.#mouth(crop.picture);
    if (real !== undefined) valuesOf(this.#manifest, crop.domain).forEach((value, column) => { this.#averages.add(`real|${column}|${value}`, real, crop.domain); });
    for (const { edit, composite, picture } of edited) {
      const add = (what: string, value: number | undefined): void => {
        if (value !== undefined) this.#averages.add(`${composite}|${what}|${edit.title}`, value, crop.domain);
      };
      const map = this.#maps[edit.column];
      add('outside', map && changeOutsideMap(picture, crop.picture, map));
      const after = this.#skinHue(picture);
      add('hue', before === undefined || after === undefined ? undefined : turn(before, after));
      add('mouth', this.#mouth(picture));
    }
  }

  /** The rows of what was seen; of what an alignment does not tell the place of there are none. */
  rows(): readonly QualityRow[] {
    return (Object.keys(COMPOSITES) as CompositeName[]).flatMap((composite) => evaluationEdits(this.#manifest).flatMap(({ title, column, value }) => {
      const mean = (what: string): number | undefined => this.#averages.mean(`${composite}|${what}|${title}`);
      const [outside, hue, mouth, real] = [mean('outside'), mean('hue'), mean('mouth'), this.#averages.mean(`real|${column}|${value}`)];
      const group = `Pixels, in ${composite}`;
      return [
        ...(outside === undefined ? [] : [row(group, `${title}: mean change outside its region, of 255`, outside, '', 2)]),
        ...(hue === undefined ? [] : [row(group, `${title}: turn of the skin’s hue`, hue, 'degrees', 1)]),
        ...(mouth === undefined || real === undefined ? [] : [row(group, `${title}: sharpness of the mouth, of real ones`, mouth / real, '', 2)]),
      ];
    }));
  }

  /** Power of the mouth's fine detail; undefined where no alignment says where mouths are. */
  #mouth(picture: RgbaImage): number | undefined {
    const { alignment, imageSizePx } = this.#manifest;
    const window = mouthWindow(alignment);
    if (!window) return undefined;
    const side = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * imageSizePx);
    const within: PlaneWindow = { left: side(window.left), right: side(window.right), top: side(window.top), bottom: side(window.bottom) };
    return powerAbove(brightness(wholeCrop(picture, imageSizePx)), imageSizePx, within, FINE);
  }

  #skinHue(picture: RgbaImage): number | undefined {
    const rgb = cheeks(picture, this.#manifest.alignment);
    return rgb && hueOf(rgb);
  }
}

/** Mean absolute change of two aligned pictures of one size, in 8-bit steps, each pixel counted as far as the map says that it stays. */
export function changeOutsideMap(a: RgbaImage, b: RgbaImage, map: RegionMap): number {
  const cells = Math.sqrt(map.length);
  let [sum, weight] = [0, 0];
  for (let y = 0; y < a.heightPx; y++) {
    for (let x = 0; x < a.widthPx; x++) {
      const stays = 1 - map[Math.floor((y * cells) / a.heightPx) * cells + Math.floor((x * cells) / a.widthPx)]!;
      for (let c = 0; c < 3; c++) sum += stays * Math.abs(a.data[(y * a.widthPx + x) * 4 + c]! - b.data[(y * a.widthPx + x) * 4 + c]!);
      weight += 3 * stays;
    }
  }
  return weight === 0 ? 0 : sum / weight;
}

/** Mean RGB of both cheeks: below the eyes, half-way to the mouth. */
function cheeks({ widthPx, heightPx, data }: RgbaImage, alignment: AlignmentName): readonly number[] | undefined {
  const template = faceTemplate(alignment);
  if (!template) return undefined;
  const sums = [0, 0, 0];
  let count = 0;
  for (const [[eyeX, eyeY], [, mouthY]] of [[template.leftEye, template.mouthLeft], [template.rightEye, template.mouthRight]] as const) {
    const v = (eyeY + mouthY) / 2;
    for (let y = Math.floor((v - CHEEK) * heightPx); y < (v + CHEEK) * heightPx; y++) {
      for (let x = Math.floor((eyeX - CHEEK) * widthPx); x < (eyeX + CHEEK) * widthPx; x++, count++) {
        for (let c = 0; c < 3; c++) sums[c] = sums[c]! + data[(y * widthPx + x) * 4 + c]!;
      }
    }
  }
  return sums.map((sum) => sum / count);
}

/** Hue of an sRGB colour in CIE L*a*b* (D65), in degrees. */
export function hueOf(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  const f = (t: number): number => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);
  const [x, y, z] = [f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505), f(0.2126 * r + 0.7152 * g + 0.0722 * b), f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089)];
  return (Math.atan2(200 * (y - z), 500 * (x - y)) * 180) / Math.PI;
}

/** The smaller angle between two hues, in degrees. */
function turn(a: number, b: number): number {
  const apart = Math.abs(a - b) % 360;
  return Math.min(apart, 360 - apart);
}

/** `[1,3,S,S]` as one plane. */
function brightness(planes: Float32Array): Float32Array {
  const area = planes.length / 3;
  return Float32Array.from({ length: area }, (_, i) => 0.299 * planes[i]! + 0.587 * planes[area + i]! + 0.114 * planes[2 * area + i]!);
}
