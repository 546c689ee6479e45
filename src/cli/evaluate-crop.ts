import { cosine } from '../core/cosine.ts';
import { toneOf } from '../core/attention-change.ts';
import type { PointPx } from '../core/geometry.ts';
import type { RgbaImage } from '../core/image.ts';
import type { EditPipeline } from '../engine/edit-pipeline.ts';
import { wholeSquare } from '../edit/square.ts';
import { editAttributes, editDomain, type StyleLatents } from '../l2m/latent.ts';
import type { EvaluationCrop } from './evaluate-crops.ts';
import { changeOutside, COMPOSITES, evaluationEdits, faceEdit, rounded, STRENGTHS, valuesOf, verdictOf, wholeCrop, type CompositeName, type EvaluationEdit } from './evaluate-edits.ts';
import type { Judge } from './evaluate-judge.ts';
import { spearman, type Averages } from './evaluate-statistics.ts';

/** A crop whose domain is known, and its face's contour where one was found: the app's preserve goes by it. */
export type LabelledCrop = EvaluationCrop & { readonly domain: number; readonly oval?: readonly PointPx[] | undefined };

/** Everything measured so far; the keys of the averages are "composite|what". */
export interface Tally {
  readonly averages: Averages;
  /** Spearman's correlation per face, by edit and largest strength. */
  readonly slopes: Map<string, number[]>;
}

/** One edit at full strength in one composite. */
export interface EditedCrop {
  readonly edit: EvaluationEdit;
  readonly composite: CompositeName;
  readonly picture: RgbaImage<Uint8ClampedArray<ArrayBuffer>>;
  readonly logits: Float32Array;
}

/** Runs a bundle's edits on crops and has them judged. */
export class CropEvaluator {
  readonly #pipeline: EditPipeline;
  readonly #judge: Judge;
  readonly #tally: Tally;

  constructor(pipeline: EditPipeline, judge: Judge, tally: Tally) {
    this.#pipeline = pipeline;
    this.#judge = judge;
    this.#tally = tally;
  }

  /** Measures every edit of a crop and returns them. */
  async evaluate(crop: LabelledCrop): Promise<readonly EditedCrop[]> {
    const { model } = this.#pipeline;
    const { manifest } = model;
    const { averages } = this.#tally;
    const planes = wholeCrop(crop.picture, manifest.imageSizePx);
    const face = await model.encode(planes.slice());
    const latents = await model.latents(face, crop.domain);
    const tone = toneOf(planes, (await model.decode(face.features, this.#style(latents, crop.domain, undefined, 0))).image);
    const decode = (edit: EvaluationEdit | undefined, strength: number): Promise<Float32Array<ArrayBuffer>> => model.picture(planes, face.features, this.#style(latents, crop.domain, edit, strength), tone);
    const reconstruction = await decode(undefined, 0);
    const unedited = await this.#judge.logits(rounded(reconstruction));
    const verdicts = { preserve: verdictOf(manifest, await this.#judge.logits(planes.slice())), replace: verdictOf(manifest, unedited) };
    const values = valuesOf(manifest, crop.domain);
    values.forEach((value, j) => { if (isAsked(crop.unasked, j, values)) averages.add(`judge|${j}`, Number(verdicts.preserve[j] === value), crop.domain); });
    averages.add('replace|reconstruction', reconstruction.reduce((sum, value, i) => sum + Math.abs(value - planes[i]!), 0) / planes.length, crop.domain);
    averages.add('model|before', Math.abs(cosine(latents.related, latents.unrelated)), crop.domain);
    const out: EditedCrop[] = [];
    for (const edit of this.#editsOf(crop)) {
      averages.add('model|after', Math.abs(cosine(this.#moved(latents, crop.domain, edit), latents.unrelated)), crop.domain);
      await this.#slope(edit, unedited, (strength) => decode(edit, strength));
      for (const composite of Object.keys(COMPOSITES) as CompositeName[]) out.push(await this.#composed(crop, edit, composite, verdicts[composite]));
    }
    for (const tensor of Object.values(face.features)) tensor.dispose();
    this.#pipeline.forget(crop.name);
    return out;
  }

  /** Those that change something. */
  #editsOf({ domain, unasked }: LabelledCrop): readonly EvaluationEdit[] {
    const { manifest } = this.#pipeline.model;
    const values = valuesOf(manifest, domain);
    return evaluationEdits(manifest).filter(({ column, value }) => values[column] !== value && isAsked(unasked, column, values));
  }

  #moved(latents: StyleLatents, domain: number, edit: EvaluationEdit): Float32Array {
    return this.#style(latents, domain, edit, 1).map((value, i) => value - latents.unrelated[i]!);
  }

  #style(latents: StyleLatents, domain: number, edit: EvaluationEdit | undefined, strength: number): Float32Array<ArrayBuffer> {
    const { domains } = this.#pipeline.model.manifest;
    if (domains.kind === 'named') return editDomain(latents, edit?.column ?? domain, edit ? strength : 0).style;
    return editAttributes(latents, domain, domains.attributes.map((_, j) => (j === edit?.column ? strength : 0))).style;
  }

  /** Whether the judge's score rises with the strength. */
  async #slope({ title, column, value }: EvaluationEdit, unedited: Float32Array, decode: (strength: number) => Promise<Float32Array<ArrayBuffer>>): Promise<void> {
    const scores: number[] = [];
    for (const strength of STRENGTHS) {
      const logits = strength === 0 ? unedited : await this.#judge.logits(rounded(await decode(strength)));
      scores.push(logits[column]! * (value === 1 ? 1 : -1));
    }
    for (const last of [1, 1.5] as const) {
      const key = `${title}|${last}`;
      this.#tally.slopes.set(key, [...(this.#tally.slopes.get(key) ?? []), spearman(scores.slice(0, STRENGTHS.indexOf(last) + 1))]);
    }
  }

  async #composed(crop: LabelledCrop, edit: EvaluationEdit, composite: CompositeName, before: readonly (0 | 1)[]): Promise<EditedCrop> {
    const { manifest } = this.#pipeline.model;
    // In replace the whole crop is judged, as evaluate.py does it: it says what the model can.
    const oval = composite === 'preserve' ? crop.oval : undefined;
    const task = { square: wholeSquare(crop.picture), oval, edit: faceEdit(manifest, crop.domain, edit, 1) };
    const picture = await this.#pipeline.renderPicture(crop.name, crop.picture, [task], COMPOSITES[composite]);
    const logits = await this.#judge.logits(wholeCrop(picture, manifest.imageSizePx));
    const verdict = verdictOf(manifest, logits);
    const { averages } = this.#tally;
    averages.add(`${composite}|${edit.title}`, Number(verdict[edit.column] === edit.value), crop.domain);
    averages.add(`${composite}|outside`, changeOutside(picture, crop.picture), crop.domain);
    if (manifest.domains.kind === 'attributes' && verdict.length > 1) {
      const values = valuesOf(manifest, crop.domain);
      const others = verdict.map((_, j) => j).filter((j) => j !== edit.column && isAsked(crop.unasked, j, values) && isAsked(crop.unasked, j, values.with(edit.column, edit.value)));
      const changed = others.filter((j) => verdict[j] !== before[j]).length;
      averages.add(`${composite}|leak`, changed / Math.max(1, others.length), crop.domain);
    }
    return { edit, composite, picture, logits };
  }
}

/** Whether an attribute can be said of a picture with these values. */
function isAsked(unasked: EvaluationCrop['unasked'], column: number, values: readonly (0 | 1)[]): boolean {
  return values[unasked.get(column) ?? -1] !== 1;
}
