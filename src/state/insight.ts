import type { BundleManifest } from '../l2m/manifest.ts';
import type { FaceInsight } from '../engine/engine-protocol.ts';
import { changedAttributes } from '../edit/edit-kinds.ts';
import type { FaceEdit } from '../edit/face-edit.ts';
import { dialogsText } from '../text/dialogs.ts';
import { worded } from '../text/model-words.ts';
import { formatConfidence, formatCosine } from './format.ts';

/** What the classifier says of one attribute, or of one named domain, before and after. */
export interface VerdictRow {
  readonly title: string;
  readonly before: string;
  readonly after: string;
  /** `edited`: the edit is about it; `leak`: it is not, and still the verdict is another one. */
  readonly kind: 'edited' | 'kept' | 'leak';
}

function chance(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** The classifier before and after, attribute by attribute; empty without one. */
export function verdictRows(manifest: BundleManifest, edit: FaceEdit, { before, after }: FaceInsight['logits']): readonly VerdictRow[] {
  if (before.length === 0) return [];
  const domains = worded(manifest.domains);
  if (domains.kind === 'named') {
    const [was, is] = [softmax(before), softmax(after)];
    return domains.names.map(({ title }, d) => ({ title, before: formatConfidence(was[d] ?? 0), after: formatConfidence(is[d] ?? 0), kind: edit.kind === 'domain' && (d === edit.source || d === edit.target) ? 'edited' : 'kept' }));
  }
  const changed = changedAttributes(edit);
  return domains.attributes.map(({ title, off, on }, j) => {
    const [was, is] = [before[j] ?? 0, after[j] ?? 0];
    const words = (logit: number): string => dialogsText().verdict({ value: logit > 0 ? on : off, confidence: formatConfidence(chance(Math.abs(logit))) });
    return { title, before: words(was), after: words(is), kind: changed.includes(j) ? 'edited' : (was > 0) === (is > 0) ? 'kept' : 'leak' };
  });
}

function softmax(logits: readonly number[]): readonly number[] {
  const most = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - most));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Share of the attributes that the edit is not about whose verdict changed, as the evaluation counts it; undefined where there are none. */
export function leakOf(rows: readonly VerdictRow[]): number | undefined {
  const others = rows.filter(({ kind }) => kind !== 'edited');
  return others.length === 0 ? undefined : others.filter(({ kind }) => kind === 'leak').length / others.length;
}

/** An angle from its cosine: "91.4°", with the cosine beside it, or whole on the next line. */
export function angleText(cosine: number): string {
  return dialogsText().angleOf({ angle: ((Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI).toFixed(1), cosine: formatCosine(cosine) });
}

/** How the evaluation calls the likeness under which 99 of 100 pairs of different people stay. */
const STRANGERS = 'different people: 99th percentile';

/** A likeness in words, against that of different people where the model's evaluation measured it. */
export function likenessText(likeness: number, { quality }: BundleManifest): string {
  const strangers = quality?.rows.find(({ name }) => name === STRANGERS)?.value;
  const says = dialogsText().likeness({ likeness: formatCosine(likeness) });
  if (strangers === undefined) return says;
  const words = { strangers: strangers.toFixed(3) };
  return `${says} ${likeness > strangers ? dialogsText().stillSame(words) : dialogsText().maybeOther(words)}`;
}
