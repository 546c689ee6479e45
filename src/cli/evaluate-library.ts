import { cosine } from '../core/cosine.ts';
import type { RgbaImage } from '../core/image.ts';
import type { FaceFinder, FaceHints } from '../face/face-finder.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import type { EditedCrop, LabelledCrop } from './evaluate-crop.ts';
import { evaluationEdits, valuesOf, type CompositeName } from './evaluate-edits.ts';
import { frechetDistance, kernelDistance, meanOf, quantile, type Averages } from './evaluate-statistics.ts';

/** Which of the library's outputs tells an attribute, by the attribute's id: -> the value that it sees, undefined where it cannot say. */
export const WITNESSES: readonly { readonly id: RegExp; readonly value: (hints: FaceHints) => number | undefined; readonly threshold: number }[] = [
  { id: /^smil/, value: ({ happyProbability }) => happyProbability, threshold: 0.5 },
  { id: /^(gender|female)$/, value: ({ femaleProbability }) => femaleProbability, threshold: 0.5 },
  // Halfway between young (to 35) and old (from 48).
  { id: /^(age|old)$/, value: ({ ageYears }) => ageYears, threshold: 42 },
];

interface Sight {
  readonly crop: LabelledCrop;
  readonly hints: FaceHints;
}

interface EditedSight extends Sight {
  readonly edit: EditedCrop['edit'];
  readonly composite: CompositeName;
  readonly before: FaceHints;
}

/** A row of the evaluation, under a group. */
export interface QualityRow {
  readonly group: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** A second opinion on photos from a face library that had no part in training: smile, gender, age, and who it is. */
export class LibraryWitness {
  readonly #manifest: BundleManifest;
  readonly #finder: FaceFinder<RgbaImage>;
  readonly #averages: Averages;
  readonly #sources: Sight[] = [];
  readonly #edits: EditedSight[] = [];
  #unseen = 0;

  constructor(manifest: BundleManifest, finder: FaceFinder<RgbaImage>, averages: Averages) {
    this.#manifest = manifest;
    this.#finder = finder;
    this.#averages = averages;
  }

  /** Looks at a crop and its edits. */
  async look(crop: LabelledCrop, edited: readonly EditedCrop[]): Promise<void> {
    const before = await this.#hints(crop.picture);
    if (!before) { this.#unseen++; return; }
    this.#sources.push({ crop, hints: before });
    valuesOf(this.#manifest, crop.domain).forEach((value, column) => {
      const seen = this.#sees(column, before);
      if (seen !== undefined) this.#averages.add(`library|${column}`, Number(seen === value), crop.domain);
    });
    for (const { edit, composite, picture } of edited) {
      const hints = await this.#hints(picture);
      this.#averages.add(`library|${composite}|found`, Number(hints !== undefined), crop.domain);
      if (hints) this.#edits.push({ crop, hints, before, edit, composite });
    }
  }

  async #hints(picture: RgbaImage): Promise<FaceHints | undefined> {
    return (await this.#finder.find(withMargin(picture), { withHints: true }))[0]?.hints;
  }

  #witness(column: number) {
    const { domains } = this.#manifest;
    const id = domains.kind === 'attributes' ? domains.attributes[column]?.id ?? '' : '';
    return WITNESSES.find((witness) => witness.id.test(id));
  }

  #sees(column: number, hints: FaceHints): 0 | 1 | undefined {
    const witness = this.#witness(column);
    const value = witness?.value(hints);
    return witness === undefined || value === undefined ? undefined : value > witness.threshold ? 1 : 0;
  }

  /** Empty when it found no face at all, as on drawings. */
  rows(): readonly QualityRow[] {
    if (this.#sources.length < 2) return [];
    const { domains } = this.#manifest;
    const own = domains.kind === 'attributes' ? domains.attributes.flatMap(({ title }, column) => {
      const right = this.#averages.mean(`library|${column}`);
      return right === undefined ? [] : [row('The face library itself', `${title}: real crops that it gets right`, right * 100, '%')];
    }) : [];
    const others = this.#strangers();
    return [
      ...own,
      row('The face library itself', 'real crops in which it finds no face', (100 * this.#unseen) / (this.#unseen + this.#sources.length), '%'),
      row('The face library itself', 'different people: median cosine of descriptors', quantile(others, 0.5), '', 3),
      row('The face library itself', 'different people: 99th percentile', quantile(others, 0.99), '', 3),
      ...(['preserve', 'replace'] as const).flatMap((composite) => this.#compositeRows(composite, quantile(others, 0.99))),
    ];
  }

  /** Cosines of all pairs of sources. */
  #strangers(): readonly number[] {
    const list = this.#sources.map(({ hints }) => hints.descriptor ?? []);
    return list.flatMap((a, i) => list.slice(i + 1).map((b) => cosine(a, b)));
  }

  #compositeRows(composite: CompositeName, strangers99: number): readonly QualityRow[] {
    const group = `By the face library, in ${composite}`;
    const rows: QualityRow[] = [];
    for (const edit of evaluationEdits(this.#manifest)) {
      const sights = this.#edits.filter((sight) => sight.composite === composite && sight.edit.title === edit.title);
      if (sights.length === 0) continue;
      const verdicts = sights.flatMap(({ hints }) => this.#sees(edit.column, hints) ?? []);
      if (verdicts.length > 0) rows.push(row(group, `${edit.title}: edits that it confirms`, 100 * meanOf(verdicts.map((seen) => Number(seen === edit.value))), '%'));
      const years = sights.flatMap(({ hints, before }) => (hints.ageYears === undefined || before.ageYears === undefined ? [] : hints.ageYears - before.ageYears));
      if (this.#witness(edit.column)?.threshold === 42 && years.length > 0) rows.push(row(group, `${edit.title}: age moved by`, meanOf(years), 'years'));
      const kept = sights.map(({ hints, before }) => cosine(hints.descriptor ?? [], before.descriptor ?? []));
      rows.push(row(group, `${edit.title}: closer to its source than 99 % of different people`, 100 * meanOf(kept.map((value) => Number(value > strangers99))), '%'));
      rows.push(row(group, `${edit.title}: median cosine to its source`, quantile(kept, 0.5), '', 3));
    }
    return [...rows, ...this.#realism(composite, group)];
  }

  /** Distance of edits to real pictures that have the wanted value, and of the edits' sources for comparison; means over the edits. */
  #realism(composite: CompositeName, group: string): readonly QualityRow[] {
    const pairs = evaluationEdits(this.#manifest).flatMap((edit) => {
      const sights = this.#edits.filter((sight) => sight.composite === composite && sight.edit.title === edit.title);
      const real = this.#sources.filter(({ crop }) => valuesOf(this.#manifest, crop.domain)[edit.column] === edit.value).map(({ hints }) => hints.descriptor ?? []);
      return sights.length < 2 || real.length < 2 ? [] : [{ real, edited: sights.map(({ hints }) => hints.descriptor ?? []), sources: sights.map(({ before }) => before.descriptor ?? []) }];
    });
    if (pairs.length === 0) return [];
    const mean = (measure: typeof frechetDistance, side: 'edited' | 'sources'): number => meanOf(pairs.map((pair) => measure(pair[side], pair.real)));
    return [
      row(group, 'Frechet distance of edits to real ones, on its descriptors', mean(frechetDistance, 'edited'), '', 3),
      row(group, 'Frechet distance of their sources to the same', mean(frechetDistance, 'sources'), '', 3),
      row(group, 'kernel distance of edits to real ones, on its descriptors (1000-fold)', 1000 * mean(kernelDistance, 'edited'), '', 3),
      row(group, 'kernel distance of their sources to the same (1000-fold)', 1000 * mean(kernelDistance, 'sources'), '', 3),
    ];
  }
}

/** A row with its value rounded for people. */
export function row(group: string, name: string, value: number, unit: string, digits = 1): QualityRow {
  return { group, name, value: Number(value.toFixed(digits)), unit };
}

/** A face that fills its picture is found better with room around it: half a side of grey on all sides. */
function withMargin({ widthPx, heightPx, data }: RgbaImage): RgbaImage {
  const [width, height] = [widthPx * 2, heightPx * 2];
  const out = new Uint8ClampedArray(width * height * 4).fill(128);
  for (let y = 0; y < heightPx; y++) out.set(data.subarray(y * widthPx * 4, (y + 1) * widthPx * 4), ((y + (heightPx >> 1)) * width + (widthPx >> 1)) * 4);
  return { widthPx: width, heightPx: height, data: out };
}
